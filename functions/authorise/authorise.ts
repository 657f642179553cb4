/** Lets an agent in by its token, or not; the log says why not, and never the token. */
import { agentLimitNames } from '#kernel/agent-limits.ts';
import type { AgentToken } from '#kernel/agent-token.ts';
import type { Clock, Log } from '#kernel/ports.ts';
import { emptyReport, type StageReport } from '#kernel/stage-report.ts';
import { credentialIn } from './credentials.ts';
import type { AuthoriserAnswer, AuthoriserEvent } from './event.ts';
import { judge } from './judge.ts';

type Find = (id: string) => Promise<AgentToken | undefined>;

export interface AuthorisePorts {
  /** A token's record as it is now. */
  readonly find: Find;
  /** The same, perhaps as it was a moment ago. */
  readonly findRemembered: Find;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AuthoriseResult {
  readonly answer: AuthoriserAnswer;
  readonly report: StageReport;
}

/** What the function behind the route learns: who bears the token, and how much it may send if that is said of it. */
const contextOf = ({ agent, id, limits = {} }: AgentToken): AuthoriserAnswer['context'] => ({
  agent,
  tokenId: id,
  ...Object.fromEntries(agentLimitNames.flatMap((name) => (limits[name] === undefined ? [] : [[name, String(limits[name])]]))),
});

/**
 * Rejects when the record cannot be read: the gateway answers 500 then, which most agents send again after, where 403 would have them drop
 * what they hold. A gateway that remembers answers gets fresh ones, so that a revoked token lives for one cache's time, not for two.
 */
export const authorise = async (event: AuthoriserEvent, { find, findRemembered, clock, log }: AuthorisePorts): Promise<AuthoriseResult> => {
  const isRemembered = (event.identitySource ?? []).length > 0;
  const question = { credential: credentialIn(event), routeKey: event.routeKey, now: clock.now() };
  const judgement = await judge(question, isRemembered ? find : findRemembered);
  const report = { ...emptyReport, received: 1 };
  if (judgement.lets) return { answer: { isAuthorized: true, context: contextOf(judgement.token) }, report: { ...report, produced: 1 } };
  const { reason, id } = judgement;
  const sourceIp = event.requestContext?.http?.sourceIp;
  log.warn('agent refused', { reason, route: event.routeKey, ...(id === undefined ? {} : { tokenId: id }), sourceIp });
  return { answer: { isAuthorized: false, context: {} }, report: { ...report, suppressed: { [reason]: 1 } } };
};
