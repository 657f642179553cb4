/** A schedule with its texts read, once for each policy. */
import type { SchedulesPolicy } from '#kernel/policy.ts';
import { type Layer, readLayer } from './layer.ts';
import { readInstant } from './local-time.ts';

/** Instants in milliseconds since the epoch; `to` is exclusive. */
interface Override {
  readonly from: number;
  readonly to: number;
  readonly people: readonly string[];
  readonly comment: string | undefined;
}

interface Swap {
  readonly from: number;
  readonly to: number;
  readonly of: string;
  readonly by: string;
}

export interface Schedule {
  readonly zone: string;
  readonly layers: readonly Layer[];
  readonly overrides: readonly Override[];
  readonly swaps: readonly Swap[];
}

const read = (policy: SchedulesPolicy, written: SchedulesPolicy['schedules'][string]): Schedule => {
  const zone = written.timeZone;
  const span = ({ from, to }: { readonly from: string; readonly to: string }) => ({
    from: readInstant(from, zone),
    to: readInstant(to, zone),
  });
  return {
    zone,
    layers: written.layers.map((layer) => readLayer(layer, zone, policy.holidays)),
    overrides: written.overrides.map((each) => ({ ...span(each), people: [...new Set(each.people)], comment: each.comment })),
    swaps: written.swaps.map((each) => ({ ...span(each), of: each.of, by: each.by })),
  };
};

const schedules = new WeakMap<SchedulesPolicy, Map<string, Schedule>>();

/** The schedule of that name; `undefined` when there is none. */
export const scheduleOf = (policy: SchedulesPolicy, name: string): Schedule | undefined => {
  const known = schedules.get(policy) ?? new Map<string, Schedule>();
  schedules.set(policy, known);
  const found = known.get(name);
  if (found !== undefined) return found;
  const written = Object.hasOwn(policy.schedules, name) ? policy.schedules[name] : undefined;
  if (written === undefined) return undefined;
  const schedule = read(policy, written);
  known.set(name, schedule);
  return schedule;
};
