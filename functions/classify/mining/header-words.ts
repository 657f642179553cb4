/** What a single word of a header is: a time, a level, a name. */
import { levelNumber } from '#kernel/level-number.ts';

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLower = (code: number): boolean => code >= 97 && code <= 122;
export const isUpper = (code: number): boolean => code >= 65 && code <= 90;
export const isSpace = (code: number): boolean => code === 32 || code === 9;

export const months = new Set(['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']);
export const weekdays = new Set(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
export const zones = new Set(['UTC', 'GMT', 'CET', 'CEST', 'PST', 'PDT', 'EST', 'EDT', 'CST', 'CDT']);

/** Whether a word of digits and separators is a date, a time of day, or both in one; undefined where it is neither. No address: `10.0.0.1:80`. */
export const timeOf = (word: string): 'date' | 'time' | undefined => {
  if (!isDigit(word.charCodeAt(0)) || word.length > 35) return undefined;
  let groups = 0;
  let dots = 0;
  let colons = 0;
  let dashes = 0;
  let letters = 0;
  let inGroup = false;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (isDigit(code)) {
      if (!inGroup) groups += 1;
      inGroup = true;
      continue;
    }
    inGroup = false;
    if (code === 46) dots += 1;
    else if (code === 58) colons += 1;
    else if (code === 45 || code === 47) dashes += 1;
    else if (code === 84 || code === 90) letters += 1;
    else if (code !== 44 && code !== 43 && code !== 95) return undefined;
    if (dots === 3 && colons + dashes === 0) return undefined;
  }
  if (groups < 2 || letters > 2) return undefined;
  if (groups >= 6 && dashes > 0) return 'time';
  if (colons > 0 && groups <= 9) {
    const colon = word.indexOf(':');
    const minutes = isDigit(word.charCodeAt(colon + 1)) && (isDigit(word.charCodeAt(colon + 2)) || colons > 1);
    return isDigit(word.charCodeAt(colon - 1)) && minutes && (colon < 3 || dashes + letters > 0) ? 'time' : undefined;
  }
  return dashes > 0 || dots > 0 ? 'date' : undefined;
};

export const isNumber = (word: string): boolean => {
  for (let at = 0; at < word.length; at += 1) if (!isDigit(word.charCodeAt(at))) return false;
  return word !== '';
};

/** Seconds or milliseconds since the epoch, of this century. */
export const isEpoch = (word: string): boolean => isNumber(word) && (word.length === 10 || word.length === 13) && word[0] === '1';

/** `WindowManager`: a capital within. */
export const hasHump = (word: string): boolean => {
  for (let at = 1; at < word.length; at += 1) if (isUpper(word.charCodeAt(at)) && isLower(word.charCodeAt(at - 1))) return true;
  return false;
};

/** What no sentence begins with: digits, inner punctuation, or capitals alone. */
export const isTechnical = (word: string): boolean => {
  let lower = 0;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (isLower(code)) lower += 1;
    else if (!isUpper(code) && (at > 0 || isDigit(code) || code === 45) && (at < word.length - 1 || isDigit(code) || code === 45))
      return true;
  }
  return lower === 0;
};

const closing = new Set([':', ',', ';', '|', ']', ')']);

export const trimmed = (word: string): string => {
  let start = 0;
  let end = word.length;
  while (start < end && (word[start] === '[' || word[start] === '(' || word[start] === '<')) start += 1;
  while (end > start && (closing.has(word[end - 1] ?? '') || word[end - 1] === '>')) end -= 1;
  return word.slice(start, end);
};

export const androidLevels: Readonly<Record<string, string>> = { V: 'verbose', D: 'debug', I: 'info', W: 'warn', E: 'error', F: 'fatal' };

/** `E0612`: a letter for the level, and the day, as klog begins a line; 0 for any other word. */
export const klogLevel = (word: string): number =>
  word.length === 5 && isNumber(word.slice(1)) && 'IWEF'.includes(word[0] ?? ' ') ? levelNumber(androidLevels[word[0] ?? ''] ?? '') : 0;
