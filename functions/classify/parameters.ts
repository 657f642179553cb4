/** What varies in a message, with its kind: later stages can group by it. */
import type { Parameter } from '#kernel/finding.ts';
import { readableText } from '#kernel/readable-text.ts';
import { maskMessage } from './mask.ts';

/** Parameters a message, and characters a value. */
const maxParameters = 16;
const maxValue = 100;

const placeholder = /<([a-z]+)>/g;

/** `ord-1042` and `ord-<num>`: each placeholder stands for what lies up to the text that follows it. */
const inWord = (word: string, masked: string): readonly Parameter[] => {
  const found: Parameter[] = [];
  const holes = [...masked.matchAll(placeholder)];
  let at = 0;
  for (const [index, hole] of holes.entries()) {
    const before = index === 0 ? 0 : (holes[index - 1]?.index ?? 0) + (holes[index - 1]?.[0].length ?? 0);
    at += hole.index - before;
    const next = holes[index + 1]?.index ?? masked.length;
    const literal = masked.slice(hole.index + hole[0].length, next);
    const end = literal === '' ? word.length : word.indexOf(literal, at + 1);
    if (end < 0) break;
    found.push({ kind: hole[1] ?? '', value: readableText(word.slice(at, end), maxValue) });
    at = end;
  }
  return found;
};

/** In order of the message; `payment of 12 by 10.0.0.3` has a `num` and an `ip`. */
export const parametersOf = (text: string): readonly Parameter[] => {
  const found: Parameter[] = [];
  maskMessage(text, (word, masked) => {
    if (found.length < maxParameters) found.push(...inWord(word, masked));
  });
  return found.slice(0, maxParameters);
};
