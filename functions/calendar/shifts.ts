/** A schedule over a stretch of time: its shifts, and the gaps between them. */
import type { SchedulesPolicy } from '#kernel/policy.ts';
import { type OnCall, onCallAt } from './on-call.ts';

/** A time in which the same people are on call; `people` is empty in a gap. Milliseconds since the epoch. */
export interface Shift {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly people: readonly string[];
  /** Why, at its beginning. */
  readonly because: string;
}

const samePeople = (a: OnCall['people'], b: OnCall['people']): boolean => a.length === b.length && a.every((person) => b.includes(person));

/**
 * The shifts and gaps from one instant to before another, in order, without overlap and with nothing between them; the first
 * and the last are cut there. Neighbours differ in their people. Made as it is read.
 */
export function* shiftsBetween(policy: SchedulesPolicy, schedule: string, from: number, to: number): Generator<Shift> {
  let shift: Shift | undefined;
  for (let at = from; at < to; ) {
    const { people, because, until } = onCallAt(policy, schedule, at);
    const end = Math.min(until, to);
    if (shift !== undefined && samePeople(shift.people, people)) {
      shift = { ...shift, to: end };
    } else {
      if (shift !== undefined) yield shift;
      shift = { from: at, to: end, people, because };
    }
    at = end;
  }
  if (shift !== undefined) yield shift;
}

/** The stretches in which nobody is on call. */
export const gapsBetween = (policy: SchedulesPolicy, schedule: string, from: number, to: number): readonly Shift[] =>
  [...shiftsBetween(policy, schedule, from, to)].filter(({ people }) => people.length === 0);
