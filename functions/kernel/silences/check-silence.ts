/** What no silence may be, in Alertmanager's words. */
import { InputError } from '#kernel/errors.ts';
import { type Matcher, matches } from '#kernel/routing/matchers.ts';

/** What somebody asks to be silent. */
export interface SilenceRequest {
  readonly matchers: readonly Matcher[];
  /** Milliseconds since the epoch; now without one. */
  readonly startsAt?: number;
  readonly endsAt: number;
  readonly createdBy: string;
  readonly comment: string;
}

const matchesEmpty = (matcher: Matcher): boolean => matches(matcher, {});

const refuse = (message: string): never => {
  throw new InputError(message, { reason: 'silence' });
};

/** InputError for a silence that could mute everything, ends before it starts, or ended already. */
export const checkSilence = ({ matchers, startsAt, endsAt }: SilenceRequest, now: number): void => {
  if (matchers.length === 0) refuse('at least one matcher required');
  if (matchers.every(matchesEmpty)) refuse('at least one matcher must not match the empty string');
  if ((startsAt ?? now) >= endsAt) refuse(endsAt <= now ? "end time can't be in the past" : 'start time must be before end time');
  if (endsAt <= now) refuse("end time can't be in the past");
};
