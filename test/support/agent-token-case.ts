/** Agents' tokens for tests: made without chance, and their records. */
import { type AgentToken, makeAgentToken } from '#kernel/agent-token.ts';

/** The token of a number, and what is kept of it. */
export const agentTokenCase = (
  number: number,
  changes: Partial<AgentToken> = {},
): { readonly token: string; readonly record: AgentToken } => {
  const bytes = (length: number, salt: number) => Uint8Array.from({ length }, (_, index) => (number * 31 + index * 7 + salt) % 256);
  const { token, id, hash } = makeAgentToken(bytes(8, 1), bytes(32, 2));
  return { token, record: { id, hash, agent: 'shop-sdk', scopes: ['*'], createdAt: 0, version: 1, ...changes } };
};
