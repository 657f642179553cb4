/** A runbook's parameters: fixed text, or a label's value that matches the operator's pattern from its first character to its last. */
import { ConfigError } from '#kernel/errors.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { RemediationRule } from '#kernel/policy.ts';
import { type Pattern, patternOf } from '#kernel/routing/patterns.ts';

type Source = Exclude<RemediationRule['parameters'][string], string>;

/** Everything of a rule that takes a label's value. */
export const labelSources = ({ parameters, undo, verify }: RemediationRule): readonly Source[] =>
  [parameters, undo !== undefined && 'template' in undo ? undo.parameters : {}, verify.metric?.labels ?? {}]
    .flatMap((given) => Object.values(given))
    .filter((source) => typeof source !== 'string');

/** Whether the whole value, never a part of it, matches; in time linear in its length. ConfigError for a pattern that is none. */
export const wholePattern = (pattern: string): Pattern => {
  try {
    return patternOf(pattern);
  } catch (cause) {
    throw new ConfigError(`A parameter's pattern is no regular expression: ${pattern}`, { cause, reason: 'pattern' });
  }
};

/** The parameters, or why the rule is not run. */
export type Rendered =
  | { readonly kind: 'rendered'; readonly parameters: Readonly<Record<string, string>> }
  /** Says which parameter and why; never the value, which is not ours to repeat. */
  | { readonly kind: 'refused'; readonly reason: string };

/** A control character, a separator of lines or of directions, or half a character: nothing that a name or a number holds. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** The number that a text means, written anew; undefined when it is none or out of bounds. */
const numberIn = (text: string, { type, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: Source): string | undefined => {
  const form = type === 'integer' ? /^-?[0-9]{1,15}$/ : /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/;
  const value = form.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? String(Object.is(value, -0) ? 0 : value) : undefined;
};

/** The value as it is given to the runbook, or what is wrong with it. */
const givenBy = (source: Source, labels: Labels): { readonly value: string } | { readonly wrong: string } => {
  const { label, pattern, type, maxLength } = source;
  const value = Object.hasOwn(labels, label) ? labels[label] : undefined;
  if (value === undefined) return { wrong: `the alert has no label ${label}` };
  if (value.length > maxLength) return { wrong: `the value of ${label} is too long` };
  if (unprintable.test(value)) return { wrong: `the value of ${label} holds characters that cannot be seen` };
  if (!wholePattern(pattern)(value)) return { wrong: `the value of ${label} does not match the rule's pattern` };
  if (type === 'text') return { value };
  const number = numberIn(value, source);
  return number === undefined ? { wrong: `the value of ${label} is no ${type} within the rule's bounds` } : { value: number };
};

/** The parameters for an alert with these labels, or why there are none. */
export const renderParameters = (parameters: RemediationRule['parameters'], labels: Labels): Rendered => {
  const rendered: Record<string, string> = {};
  for (const [name, source] of Object.entries(parameters)) {
    const found = typeof source === 'string' ? { value: source } : givenBy(source, labels);
    if ('wrong' in found) return { kind: 'refused', reason: `Parameter ${name}: ${found.wrong}.` };
    rendered[name] = found.value;
  }
  return { kind: 'rendered', parameters: rendered };
};
