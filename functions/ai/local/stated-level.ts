/** The level that a text states itself: `[ERROR] …`, `level=warn …`. */
import { levelNumber } from '#kernel/level-number.ts';
import type { Token } from './tokens.ts';

const levelKeys = new Set(['level', 'lvl', 'severity', 'loglevel', 'levelname']);

/** Which token states it, in its place and not as a word of the sentence; -1 where none does. */
const statedAt = (tokens: readonly Token[]): number => {
  for (let at = 0; at < Math.min(tokens.length, 8); at += 1) {
    const token = tokens[at];
    if (token === undefined || levelNumber(token.text) === 0) continue;
    const before = tokens[at - 1];
    if (before !== undefined && levelKeys.has(before.text) && /[=:]/.test(token.gap)) return at;
    const after = tokens[at + 1]?.gap ?? '';
    const next = tokens[at + 1];
    if (at === 0 && token.shouted && next !== undefined && next.gap === '' && next.isWord && !next.shouted) return at;
    if (at <= 1 && token.shouted && (/^[\]:>|-]/.test(after) || /[[<|]/.test(token.gap))) return at;
  }
  return -1;
};

/** The text without its level, and the level as OpenTelemetry counts; 0 where none is stated. */
export const takeStatedLevel = (every: readonly Token[]): { readonly tokens: readonly Token[]; readonly level: number } => {
  const stated = statedAt(every);
  if (stated < 0) return { tokens: every, level: 0 };
  const isKey = (at: number): boolean => at === stated - 1 && levelKeys.has(every[at]?.text ?? '');
  return { tokens: every.filter((_, at) => at !== stated && !isKey(at)), level: levelNumber(every[stated]?.text ?? '') };
};
