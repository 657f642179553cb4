/** Condition operators of policy statements, after the IAM User Guide's "IAM JSON policy elements: Condition operators" [D]. */
import { arnMatches, filled, type Lookup, matches } from './pattern.ts';
import type { ConditionBlock } from './policy.ts';

type Test = (given: string, wanted: string, lookup: Lookup) => boolean;

const numeric =
  (compare: (given: number, wanted: number) => boolean): Test =>
  (given, wanted) =>
    given.trim() !== '' && wanted.trim() !== '' && compare(Number(given), Number(wanted));

/** ISO 8601 or seconds since the epoch. */
const time = (text: string): number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text));
const dated =
  (compare: (given: number, wanted: number) => boolean): Test =>
  (given, wanted) =>
    compare(time(given), time(wanted));

const comparisons = (
  kind: (compare: (given: number, wanted: number) => boolean) => Test,
  name: string,
): Readonly<Record<string, Test>> => ({
  [`${name}Equals`]: kind((given, wanted) => given === wanted),
  [`${name}LessThan`]: kind((given, wanted) => given < wanted),
  [`${name}LessThanEquals`]: kind((given, wanted) => given <= wanted),
  [`${name}GreaterThan`]: kind((given, wanted) => given > wanted),
  [`${name}GreaterThanEquals`]: kind((given, wanted) => given >= wanted),
});

const exact: Test = (given, wanted, lookup) => given === filled(wanted, lookup);
const exactIgnoringCase: Test = (given, wanted, lookup) => given.toLowerCase() === filled(wanted, lookup)?.toLowerCase();
const like: Test = (given, wanted, lookup) => matches(wanted, given, lookup);
const arn: Test = (given, wanted, lookup) => arnMatches(wanted, given, lookup);

/** One of the values of a key must pass. */
const operators: Readonly<Record<string, Test>> = {
  StringEquals: exact,
  StringEqualsIgnoreCase: exactIgnoringCase,
  StringLike: like,
  ...comparisons(numeric, 'Numeric'),
  ...comparisons(dated, 'Date'),
  Bool: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  // Both take wildcards [D].
  ArnEquals: arn,
  ArnLike: arn,
};

/** None of the values may pass; a key the request does not have passes [D]. */
const negated: Readonly<Record<string, Test>> = {
  StringNotEquals: exact,
  StringNotEqualsIgnoreCase: exactIgnoringCase,
  StringNotLike: like,
  NumericNotEquals: numeric((given, wanted) => given === wanted),
  DateNotEquals: dated((given, wanted) => given === wanted),
  ArnNotEquals: arn,
  ArnNotLike: arn,
};

/** `unsupported` names an operator that is not emulated: the request is denied, whatever the statement's effect. */
export type ConditionResult = { readonly holds: boolean } | { readonly unsupported: string };

const forAllValues = 'ForAllValues:';

const holds = (name: string, given: string | undefined, wanted: readonly string[], lookup: Lookup): boolean | undefined => {
  if (name === 'Null') return wanted.some((value) => (given === undefined) === (value.toLowerCase() === 'true'));
  // A request has one value of a key here; where it has none, all of them pass [D].
  if (name.startsWith(forAllValues)) return given === undefined || holds(name.slice(forAllValues.length), given, wanted, lookup);
  const ifExists = name.endsWith('IfExists');
  const base = ifExists ? name.slice(0, -'IfExists'.length) : name;
  const operator = operators[base];
  if (operator) return given === undefined ? ifExists : wanted.some((value) => operator(given, value, lookup));
  const negation = negated[base];
  if (negation) return given === undefined || !wanted.some((value) => negation(given, value, lookup));
  return undefined;
};

/** All operators and keys of the block must hold. */
export const conditionsHold = (block: ConditionBlock, lookup: Lookup): ConditionResult => {
  let all = true;
  for (const [name, keys] of Object.entries(block))
    for (const [key, wanted] of Object.entries(keys)) {
      const one = holds(name, lookup(key), wanted, lookup);
      if (one === undefined) return { unsupported: name };
      all &&= one;
    }
  return { holds: all };
};
