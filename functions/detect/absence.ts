/**
 * Series that came regularly and come no more while their resource still speaks, by event time: one alarm a resource, however many
 * are missing. A pod that goes takes its own resource along, and nothing is said; where many report as one resource, series that
 * name what is replaced (pod, container, instance …) are missed only with the last of their metric.
 */
import type { DetectionPolicy } from '#kernel/policy.ts';
import { patienceWith } from './presence.ts';
import type { Series } from './series-state.ts';

/** Of a resource; changed in place. Times are ms epoch by its samples, 0 for never. */
export interface AbsenceState {
  /** Its newest sample, and since when it has spoken without a pause. */
  newest: number;
  speaksSince: number;
  checkedAt: number;
  /** When series were first missed, by the clock of the front door: an agent that catches up sends hours of one series, then of the next. */
  suspectedAt: number;
  /** First silence of the series that are missed; 0 while none is. */
  since: number;
}

/** What a finding tells. */
export interface Absence {
  readonly change: 'fired' | 'still_firing' | 'resolved';
  readonly since: number;
  readonly at: number;
  /** Keys of the series, those missed longest first. */
  readonly missing: readonly string[];
}

const minute = 60_000;
/** How often absence is looked for, and told again. */
const checkMs = minute;
/** Missed for so long by the clock of the front door, too. */
const suspicionMs = minute;
/** A resource silent for longer has paused: what it sends next it sends piece by piece. */
const pauseMs = 5 * minute;
/** A series missed for longer is not expected any more. */
const giveUpMs = 6 * 60 * minute;

/** Attributes that name one of several that come and go. */
const replaced = /pod|container|instance|replica|task|host|node|pid|process|thread|worker|version|revision|image|uid|(?:^|[._])id$/i;

export const startAbsence = (): AbsenceState => ({ newest: 0, speaksSince: 0, checkedAt: 0, suspectedAt: 0, since: 0 });

/** The metric's name: how every key begins. */
const nameOf = (key: string): string => key.slice(0, key.includes('\0') ? key.indexOf('\0') : key.length);

/** Of a hashed key nobody knows. */
const namesWhatIsReplaced = (key: string): boolean => {
  const parts = key
    .replace(/\0rate$/, '')
    .split('\0')
    .slice(1);
  return parts.length === 1 || parts.some((part, index) => index % 2 === 0 && replaced.test(part));
};

/** Notes the time of a sample; a wrong clock is not believed beyond when it was received. */
export const noteSample = (state: AbsenceState, at: number, receivedAt: number): void => {
  const time = Math.min(at, receivedAt);
  if (time <= state.newest) return;
  if (time - state.newest > pauseMs) state.speaksSince = time;
  state.newest = time;
};

/** How long a series has stayed away while its resource spoke, ms. */
export const silenceOf = ({ newest, speaksSince }: AbsenceState, lastAt: number): number =>
  Math.max(0, newest - Math.max(lastAt, speaksSince));

interface Missed {
  readonly key: string;
  readonly series: Series;
  readonly silence: number;
}

/** A name that others still report: counters and what is replaced are not missed then, nor what a new series took the place of. */
const isExcused = ({ key, series }: Missed, speaking: readonly Series[] | undefined): boolean =>
  speaking !== undefined &&
  (series.aspect === 'rate' || namesWhatIsReplaced(key) || speaking.some(({ firstAt }) => firstAt > series.lastAt - 2 * pauseMs));

/** Levels, and counters that were counting: others come when there is something to tell. */
const isExpected = ({ aspect, presence }: Series): boolean => aspect === 'gauge' || (aspect === 'rate' && presence.active);

const missedOf = (state: AbsenceState, series: ReadonlyMap<string, Series>, leastMs: number): readonly Missed[] => {
  const missed: Missed[] = [];
  const speaking = new Map<string, Series[]>();
  for (const [key, each] of series) {
    const silence = silenceOf(state, each.lastAt);
    const patience = patienceWith(each.presence, each.lastAt - each.firstAt, leastMs);
    if (silence <= (patience ?? leastMs)) {
      const name = nameOf(key);
      const others = speaking.get(name);
      if (others === undefined) speaking.set(name, [each]);
      else others.push(each);
    } else if (patience !== undefined && silence <= giveUpMs && isExpected(each)) missed.push({ key, series: each, silence });
  }
  return missed
    .filter((each) => !isExcused(each, speaking.get(nameOf(each.key))))
    .sort((a, b) => b.silence - a.silence || (a.key < b.key ? -1 : 1));
};

/** Looks for missing series once a minute of event time; what is to be told of them. */
export const checkAbsence = (
  state: AbsenceState,
  series: ReadonlyMap<string, Series>,
  receivedAt: number,
  { afterMinutes }: DetectionPolicy['absence'],
): Absence | undefined => {
  if (state.newest - state.checkedAt < checkMs) return undefined;
  state.checkedAt = state.newest;
  const missed = missedOf(state, series, afterMinutes * minute);
  const before = state.since;
  const missing = missed.map(({ key }) => key);
  const [longest] = missed;
  if (longest === undefined) {
    state.since = 0;
    state.suspectedAt = 0;
    return before === 0 ? undefined : { change: 'resolved', since: before, at: state.newest, missing };
  }
  if (state.suspectedAt === 0) state.suspectedAt = receivedAt;
  if (before === 0 && receivedAt - state.suspectedAt < suspicionMs) return undefined;
  state.since = before === 0 ? Math.max(longest.series.lastAt, 1) : before;
  return { change: before === 0 ? 'fired' : 'still_firing', since: state.since, at: state.newest, missing };
};
