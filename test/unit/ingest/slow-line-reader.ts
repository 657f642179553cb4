/** Line protocol by its grammar as one regular expression, character by character of Latin 1: slow, short, and nothing of the receiver's. */

const measurement = String.raw`(?:\\[ ,]|\\(?![ ,])|[^\\, \x00-\x1f\x7f])+`;
const key = String.raw`(?:\\[,= ]|\\(?![,= ])|[^\\,= \x00-\x1f\x7f])+`;
const tagValue = String.raw`(?:\\[,= ]|\\(?![,= ])|[^\\,= \r\n])+`;
const text = String.raw`"(?:\\["\\]|\\(?!["\\])|[^"\\])*"`;
const number = String.raw`-?\d+i|\d+u|-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;
const word = 'true|True|TRUE|t|T|false|False|FALSE|f|F';
const value = `(?:${text}|${number}|${word})(?=[, \\r\\n]|$)`;
const line = new RegExp(
  String.raw`(${measurement})((?:,${key}=${tagValue})*) +(${key}=${value}(?:,${key}=${value})*)(?: +(-?\d+))?(?: *)(?:\r?\n|\r?$)`,
  'y',
);
const tagPairs = new RegExp(`,(${key})=(${tagValue})`, 'gy');
const fieldPairs = new RegExp(`(?:^|,)(${key})=(${value})`, 'gy');
const blank = /(?: *(?:\r?\n|#[^\n]*(?:\n|$)))* *(?:\r$)?/y;

export interface SlowPoint {
  readonly measurement: string;
  readonly tags: readonly (readonly [string, string])[];
  readonly fields: readonly (readonly [string, number | boolean | string])[];
  readonly time: bigint;
}

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');
const plain = (token: string, escaped: RegExp): string => utf8(token.replace(escaped, '$1'));
const within = (digits: string, low: bigint, high: bigint): boolean => BigInt(digits) >= low && BigInt(digits) <= high;
const int64: readonly [bigint, bigint] = [-(2n ** 63n), 2n ** 63n - 1n];

const readValue = (token: string): number | boolean | string | undefined => {
  if (token.startsWith('"')) return plain(token.slice(1, -1), /\\(["\\])/g);
  if (/^[tT]/.test(token)) return true;
  if (/^[fF]/.test(token)) return false;
  const digits = token.slice(0, -1);
  if (token.endsWith('i')) return within(digits, ...int64) ? Number(digits) + 0 : undefined;
  if (token.endsWith('u')) return within(digits, 0n, 2n ** 64n - 1n) ? Number(digits) : undefined;
  return Number.isFinite(Number(token)) ? Number(token) + 0 : undefined;
};

/** Points up to the first line that is not valid, and whether there is one. Timestamps in nanoseconds. */
export const slowRead = (body: Buffer): { readonly points: readonly SlowPoint[]; readonly flawed: boolean } => {
  const source = body.toString('latin1');
  const points: SlowPoint[] = [];
  let at = 0;
  for (;;) {
    blank.lastIndex = at;
    blank.exec(source);
    at = Math.max(at, blank.lastIndex);
    if (at >= source.length) return { points, flawed: false };
    line.lastIndex = at;
    const found = line.exec(source);
    if (found === null) return { points, flawed: true };
    at = line.lastIndex;
    const [, name = '', tags = '', fields = '', time] = found;
    const readFields = [...fields.matchAll(fieldPairs)].map(
      ([, field = '', token = '']) => [plain(field, /\\([,= ])/g), readValue(token)] as const,
    );
    if (readFields.some(([, read]) => read === undefined)) return { points, flawed: true };
    if (time !== undefined && !within(time, -(2n ** 63n) + 1n, 2n ** 63n - 1n)) return { points, flawed: true };
    points.push({
      measurement: plain(name, /\\([, ])/g),
      tags: [...tags.matchAll(tagPairs)].map(([, tag = '', read = '']) => [plain(tag, /\\([,= ])/g), plain(read, /\\([,= ])/g)] as const),
      fields: readFields as SlowPoint['fields'],
      time: BigInt(time ?? 0),
    });
  }
};
