/** Leaves out what operators do not want stored, and of other things all but one in so many; the same signals each time. */
import type { ProcessorsPolicy } from '#kernel/policy.ts';
import { type AttributeValue, attributeText } from '#kernel/resource.ts';
import type { Signal } from '#kernel/signal.ts';
import { hashOf } from './hash.ts';
import { signalMatcher } from './match.ts';
import type { PatternEngine } from './needed-patterns.ts';

/** Why a signal is left out: `dropped:<rule>` or `sampled:<rule>`; undefined for one that stays. */
export type Reduce = (signal: Signal) => string | undefined;

/** What decides of a signal: its trace, so that traces stay whole with their logs; else what it says and when. A series stays whole as well. */
const identity = (signal: Signal): string => {
  if ((signal.kind === 'span' || signal.kind === 'log') && signal.traceId !== undefined) return signal.traceId;
  if (signal.kind === 'metric')
    return `${signal.name}|${JSON.stringify(signal.attributes)}|${attributeText(signal.resource.attributes, 'service.name')}`;
  if (signal.kind === 'event') return `${signal.source}|${signal.name}|${attributeText(signal.attributes, 'event.key')}`;
  return `${signal.kind === 'log' ? JSON.stringify(signal.body) : ''}|${signal.timeUnixNano}`;
};

/** The rules, the first that leaves a signal out naming the reason. InputError for a pattern that is none. */
export const reducer = ({ drop, sample }: Pick<ProcessorsPolicy, 'drop' | 'sample'>, engine: PatternEngine): Reduce | undefined => {
  if (drop.length + sample.length === 0) return undefined;
  const rules = [
    ...drop.map(({ name, match }) => ({ reason: `dropped:${name}`, matches: signalMatcher(match, engine), keepOneIn: 0 })),
    ...sample.map(({ name, match, keepOneIn }) => ({ reason: `sampled:${name}`, matches: signalMatcher(match, engine), keepOneIn })),
  ];
  return (signal) =>
    rules.find(({ matches, keepOneIn }) => matches(signal) && (keepOneIn === 0 || hashOf(identity(signal)) % keepOneIn !== 0))?.reason;
};

const sizeOf = (value: AttributeValue): number => {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length : 8;
};

/** About how many bytes a signal would have been before compression: its texts and attributes, and 40 for times and ids. */
export const estimatedBytes = (signal: Signal): number => {
  let bytes = 40;
  for (const [name, value] of Object.entries(signal.attributes)) bytes += name.length + sizeOf(value);
  if (signal.kind === 'log') return bytes + sizeOf(signal.body);
  return bytes + signal.name.length;
};
