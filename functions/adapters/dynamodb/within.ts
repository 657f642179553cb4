/** How long an agent's request may wait for a table it can do without. */

/** Milliseconds, the SDK's own retries included. */
const patienceMs = 5_000;

/** Options of a call that is given up then. */
export const withinMs = (): { readonly abortSignal: AbortSignal } => ({ abortSignal: AbortSignal.timeout(patienceMs) });
