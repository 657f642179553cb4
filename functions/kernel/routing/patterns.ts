/**
 * Regular expressions in Go's syntax (RE2), in time linear in the label's value: patterns are operators' text, but values come from
 * whoever sends telemetry. Anchored at both ends, as Alertmanager anchors them.
 */
import { RE2JS } from 're2js';
import { InputError } from '#kernel/errors.ts';

/** Whether a value matches. */
export type Pattern = (value: string) => boolean;

/** `critical|warning`: by far the most common pattern needs no engine. */
const literals = /^[\w \-:/%@#&,;<>=!~'"`]*(?:\|[\w \-:/%@#&,;<>=!~'"`]*)*$/;

/** Thousands of matchers fit; only somebody who creates silences without end gets further. */
const keptPatterns = 5_000;
const patterns = new Map<string, Pattern>();

const compile = (source: string): Pattern => {
  if (literals.test(source)) {
    const values = new Set(source.split('|'));
    return (value) => values.has(value);
  }
  try {
    const pattern = RE2JS.compile(`^(?:${source})$`);
    return (value) => pattern.test(value);
  } catch (cause) {
    throw new InputError(`"${source}" is not a regular expression.`, { cause, reason: 'matcher' });
  }
};

/** The pattern of this source; made once. InputError when it is none. */
export const patternOf = (source: string): Pattern => {
  const known = patterns.get(source);
  if (known !== undefined) return known;
  const pattern = compile(source);
  if (patterns.size >= keptPatterns) patterns.clear();
  patterns.set(source, pattern);
  return pattern;
};
