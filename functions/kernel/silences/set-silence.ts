/** Making, changing and expiring silences as Alertmanager does. Pure: what comes out is to be written. */
import { type Matcher, matcherText } from '#kernel/routing/matchers.ts';
import type { Silence } from '#kernel/silence.ts';
import { checkSilence, type SilenceRequest } from './check-silence.ts';

/** Alertmanager's words for where a silence stands. */
export type SilenceState = 'pending' | 'active' | 'expired';

/** Where the silence stands at a time. */
export const silenceState = ({ startsAt, endsAt }: Silence, now: number): SilenceState =>
  endsAt <= now ? 'expired' : startsAt > now ? 'pending' : 'active';

const seconds = (at: number): number => Math.floor(at / 1000);

const sameMatchers = (a: readonly Matcher[], b: readonly Matcher[]): boolean => {
  const text = (matchers: readonly Matcher[]): string => matchers.map(matcherText).sort().join(',');
  return text(a) === text(b);
};

/** Whether the change keeps the silence what it is: the same matchers, and no past rewritten. */
const canUpdate = (silence: Silence, request: SilenceRequest, now: number): boolean => {
  if (!sameMatchers(silence.matchers, request.matchers)) return false;
  const startsAt = request.startsAt ?? silence.startsAt;
  const state = silenceState(silence, now);
  if (state === 'active') return seconds(startsAt) === seconds(silence.startsAt);
  return state === 'pending' && startsAt >= now;
};

/** A silence that did not exist before; one that should have begun begins now. InputError as `checkSilence`. */
export const createSilence = (id: string, request: SilenceRequest, now: number): Silence => {
  checkSilence(request, now);
  const { matchers, endsAt, createdBy, comment } = request;
  return { id, matchers, startsAt: Math.max(request.startsAt ?? now, now), endsAt, createdBy, comment, updatedAt: now, version: 1 };
};

/** The silence ended now; undefined when it has ended before. One that has not begun never will. */
export const expireSilence = (silence: Silence, now: number): Silence | undefined => {
  const state = silenceState(silence, now);
  if (state === 'expired') return undefined;
  return { ...silence, startsAt: Math.min(silence.startsAt, now), endsAt: now, updatedAt: now, version: silence.version + 1 };
};

/** What a change comes to. */
export interface ChangedSilence {
  /** The silence that holds from now on: the same, or another in its place. */
  readonly silence: Silence;
  /** The old one, ended; to be written after the other, so that nothing is heard in between. */
  readonly expired?: Silence;
}

/**
 * The silence as the request has it. What would rewrite the past (other matchers, another start of one that holds, one that ended)
 * makes another silence under `newId` and ends the old one: its history stays. InputError as `checkSilence`.
 */
export const changeSilence = (silence: Silence, request: SilenceRequest, newId: string, now: number): ChangedSilence => {
  if (canUpdate(silence, request, now)) {
    const startsAt = request.startsAt ?? silence.startsAt;
    checkSilence({ ...request, startsAt }, now);
    const { endsAt, createdBy, comment } = request;
    const kept = silenceState(silence, now) === 'active' ? silence.startsAt : startsAt;
    return { silence: { ...silence, startsAt: kept, endsAt, createdBy, comment, updatedAt: now, version: silence.version + 1 } };
  }
  const created = createSilence(newId, request, now);
  const expired = expireSilence(silence, now);
  return { silence: created, ...(expired === undefined ? {} : { expired }) };
};
