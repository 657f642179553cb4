/** Who is on call. */
import type { SchedulesPolicy } from '#kernel/policy.ts';
import { askLayer } from './layer.ts';
import { dayMs } from './local-time.ts';
import { type Schedule, scheduleOf } from './schedule.ts';

/** Who is on call at an instant, and why. */
export interface OnCall {
  /** Names of `people.yaml`, nobody twice; empty in a gap. */
  readonly people: readonly string[];
  /** When the answer next may change: milliseconds since the epoch, later than the instant, a year later at most. */
  readonly until: number;
  /** One clause, without a full stop: which layer, override, swap or gap. */
  readonly because: string;
}

/** How far ahead an answer is promised. */
const horizonMs = 366 * dayMs;

/** Names as people list them: `alex, sam and robin`. */
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

type Span = { readonly from: number; readonly to: number };

/** The last of the spans that holds at an instant, and until when no other answer can come from them. */
const lastHolding = <T extends Span>(spans: readonly T[], at: number): { readonly span: T | undefined; readonly until: number } => {
  let until = Number.POSITIVE_INFINITY;
  for (let index = spans.length - 1; index >= 0; index -= 1) {
    const span = spans[index];
    if (span === undefined) continue;
    if (span.from > at) until = Math.min(until, span.from);
    else if (at < span.to) return { span, until: Math.min(until, span.to) };
  }
  return { span: undefined, until };
};

/** The answer of the highest layer that applies. */
const askLayers = ({ layers }: Schedule, at: number): OnCall => {
  let until = Number.POSITIVE_INFINITY;
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const layer = layers[index];
    if (layer === undefined) continue;
    const answer = askLayer(layer, at);
    until = Math.min(until, answer.until);
    if (answer.people.length > 0)
      return { people: answer.people, until, because: `it is the turn of ${listed(answer.people)} in the layer ${layer.name}` };
  }
  return { people: [], until, because: layers.length === 1 ? `the layer ${layers[0]?.name} does not apply` : 'no layer applies' };
};

/** The answer after the swaps, in their order. */
const swapped = ({ swaps }: Schedule, at: number, answer: OnCall): OnCall => {
  let { people, until } = answer;
  const reasons: string[] = [];
  for (const { from, to, of, by } of swaps) {
    if (from > at) until = Math.min(until, from);
    if (from > at || at >= to) continue;
    until = Math.min(until, to);
    if (!people.includes(of)) continue;
    people = [...new Set(people.map((person) => (person === of ? by : person)))];
    reasons.push(`${by} takes the turns of ${of}`);
  }
  return { people, until, because: [answer.because, ...reasons].join(', but ') };
};

/**
 * Who is on call at an instant (milliseconds since the epoch): the last override that holds; else the highest layer that
 * applies, as swaps have it. Handovers keep their time on the wall clock of the layer (`askLayer` says how). A schedule that
 * the policy does not have is a gap: an escalation asks somebody else, and synthesis refuses such a name.
 */
export const onCallAt = (policy: SchedulesPolicy, schedule: string, at: number): OnCall => {
  const found = scheduleOf(policy, schedule);
  const horizon = at + horizonMs;
  if (found === undefined) return { people: [], until: horizon, because: `there is no schedule ${schedule}` };
  const { span: override, until } = lastHolding(found.overrides, at);
  if (override !== undefined) {
    const comment = override.comment === undefined ? '' : `: ${override.comment}`;
    return { people: override.people, until: Math.min(until, horizon), because: `an override names ${listed(override.people)}${comment}` };
  }
  const answer = swapped(found, at, askLayers(found, at));
  return { ...answer, until: Math.min(until, answer.until, horizon) };
};
