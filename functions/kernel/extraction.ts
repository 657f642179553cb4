/** Named groups of operators' regular expressions, in Go's syntax and in time linear in the value: values come from whoever sends telemetry. */
import { RE2JS } from 're2js';
import { InputError } from '#kernel/errors.ts';

/** The named groups found in a text, those that took part; undefined when nothing is found. */
export type Extraction = (text: string) => ReadonlyMap<string, string> | undefined;

/** Characters of a value that are read. */
const longestRead = 4096;

/** The extraction of a pattern. InputError when it is none or has no named group. */
export const extractionOf = (source: string): Extraction => {
  const pattern = (() => {
    try {
      return RE2JS.compile(source);
    } catch (cause) {
      throw new InputError(`"${source}" is not a regular expression.`, { cause, reason: 'pattern' });
    }
  })();
  const groups = Object.keys(pattern.namedGroups());
  if (groups.length === 0) throw new InputError(`"${source}" has no named group such as (?P<name>…).`, { reason: 'pattern' });
  return (text) => {
    const matcher = pattern.matcher(text.slice(0, longestRead));
    if (!matcher.find()) return undefined;
    const found = new Map<string, string>();
    for (const group of groups) {
      const value: unknown = matcher.group(group);
      if (typeof value === 'string') found.set(group, value);
    }
    return found;
  };
};
