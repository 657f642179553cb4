/** Whether a signal or a resource is one that a rule of `processors.yaml` speaks of. */
import type { SignalMatch } from '#kernel/policy.ts';
import type { Attributes, AttributeValue } from '#kernel/resource.ts';
import type { Signal } from '#kernel/signal.ts';
import type { PatternEngine } from './needed-patterns.ts';

type Lookup = (name: string) => AttributeValue | undefined;
/** The part of a match that speaks of attributes. */
type ResourceMatch = Pick<SignalMatch, 'equals' | 'exists' | 'matches'>;
type AttributeTest = (look: Lookup) => boolean;

const own = (attributes: Attributes, name: string): AttributeValue | undefined =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined;

/** Tests of attributes, all of which must hold. */
const attributeTests = ({ equals, exists, matches }: ResourceMatch, { pattern: patternOf }: PatternEngine): readonly AttributeTest[] => [
  ...Object.entries(equals ?? {}).map(
    ([name, wanted]): AttributeTest =>
      (look) =>
        look(name) === wanted,
  ),
  ...(exists ?? []).map(
    (name): AttributeTest =>
      (look) =>
        look(name) !== undefined,
  ),
  ...Object.entries(matches ?? {}).map(([name, source]): AttributeTest => {
    const pattern = patternOf(source);
    return (look) => {
      const value = look(name);
      return typeof value === 'string' && pattern(value);
    };
  }),
];

/** Whether a resource is meant. */
export const resourceMatcher = (match: ResourceMatch = {}, engine: PatternEngine): ((attributes: Attributes) => boolean) => {
  const tests = attributeTests(match, engine);
  return (attributes) => tests.every((test) => test((name) => own(attributes, name)));
};

const nameTest = (wanted: string): ((signal: Signal) => boolean) => {
  const prefix = wanted.endsWith('*') ? wanted.slice(0, -1) : undefined;
  return (signal) => signal.kind !== 'log' && (prefix === undefined ? signal.name === wanted : signal.name.startsWith(prefix));
};

const says = (signal: Signal, phrase: string): boolean => {
  if (signal.kind === 'log') return typeof signal.body === 'string' && signal.body.includes(phrase);
  return signal.kind === 'event' && signal.message !== undefined && signal.message.includes(phrase);
};

/** Whether a signal is meant. */
export const signalMatcher = (match: SignalMatch = {}, engine: PatternEngine): ((signal: Signal) => boolean) => {
  const { kinds, name, contains, maxSeverityNumber: most } = match;
  const attributes = attributeTests(match, engine);
  const tests: ((signal: Signal) => boolean)[] = [];
  if (kinds !== undefined) tests.push(({ kind }) => kinds.includes(kind));
  if (name !== undefined) tests.push(nameTest(name));
  if (most !== undefined) tests.push((signal) => signal.kind === 'log' && signal.severityNumber > 0 && signal.severityNumber <= most);
  if (contains !== undefined) tests.push((signal) => says(signal, contains));
  for (const test of attributes)
    tests.push((signal) => test((wanted) => own(signal.attributes, wanted) ?? own(signal.resource.attributes, wanted)));
  return (signal) => tests.every((test) => test(signal));
};
