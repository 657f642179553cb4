/** The most tokens that what is sent can take. */

/** Tokens that vendors add for roles, tools and the compiled schema. [U]: Anthropic documents 346 for a tool that must be used; twice the most seen. */
const vendorTokens = 1_000;

/**
 * A token is a byte at least, with every vocabulary that falls back to bytes, so the bound holds whoever counts; text takes a quarter of it.
 */
export const mostInputTokens = (system: string, user: string, schema: Readonly<Record<string, unknown>>): number =>
  Buffer.byteLength(system) + Buffer.byteLength(user) + Buffer.byteLength(JSON.stringify(schema)) + vendorTokens;
