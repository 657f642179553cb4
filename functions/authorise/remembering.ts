/** Records of tokens, remembered for a while: agents that the gateway remembers no answer for would else cost a read a request. */
import type { AgentToken } from '#kernel/agent-token.ts';
import { lru } from '#kernel/lru.ts';
import type { Clock } from '#kernel/ports.ts';

type Find = (id: string) => Promise<AgentToken | undefined>;

/** Tokens and ids without one; whoever invents ids pushes out the oldest, and costs reads, not memory. */
const capacity = 1_000;

/** A failed read is not remembered. */
export const remembering = (find: Find, clock: Clock, milliseconds: number): Find => {
  const known = lru<{ readonly token: AgentToken | undefined; readonly until: number }>(capacity);
  return async (id) => {
    const entry = known.get(id);
    if (entry !== undefined && clock.now() < entry.until) return entry.token;
    const token = await find(id);
    known.set(id, { token, until: clock.now() + milliseconds });
    return token;
  };
};
