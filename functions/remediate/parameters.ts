/** A runbook's parameters: fixed text, or a label's value that matches the operator's pattern from its first character to its last. */
import { ConfigError } from '#kernel/errors.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { RemediationRule } from '#kernel/policy.ts';

/**
 * Longest value a pattern is tried on. Label values are written by whoever sends telemetry, and JavaScript's engine
 * backtracks: a short value bounds the work for sensible patterns, a linear-time engine would bound it for all.
 */
export const longestValue = 200;

/** The whole value, never a part of it. ConfigError for a pattern that is none. */
export const wholePattern = (pattern: string): RegExp => {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch (cause) {
    throw new ConfigError(`A parameter's pattern is no regular expression: ${pattern}`, { cause, reason: 'pattern' });
  }
};

/** The parameters, or why the rule is not run. */
export type Rendered =
  | { readonly kind: 'rendered'; readonly parameters: Readonly<Record<string, string>> }
  /** Says which parameter and why; never the value, which is not ours to repeat. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The parameters for an alert with these labels, or why there are none. */
export const renderParameters = (parameters: RemediationRule['parameters'], labels: Labels): Rendered => {
  const rendered: Record<string, string> = {};
  for (const [name, source] of Object.entries(parameters)) {
    if (typeof source === 'string') {
      rendered[name] = source;
      continue;
    }
    const value = Object.hasOwn(labels, source.label) ? labels[source.label] : undefined;
    if (value === undefined) return { kind: 'refused', reason: `Parameter ${name}: the alert has no label ${source.label}.` };
    if (value.length > longestValue) return { kind: 'refused', reason: `Parameter ${name}: the value of ${source.label} is too long.` };
    if (!wholePattern(source.pattern).test(value)) {
      return { kind: 'refused', reason: `Parameter ${name}: the value of ${source.label} does not match the rule's pattern.` };
    }
    rendered[name] = value;
  }
  return { kind: 'rendered', parameters: rendered };
};
