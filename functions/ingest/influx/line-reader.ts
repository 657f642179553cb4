/**
 * Reads InfluxDB line protocol (https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/): one pass over the bytes,
 * by the rules of InfluxData's reference decoder (https://github.com/influxdata/line-protocol).
 */
import { createInterner } from '#kernel/reading/interner.ts';
import { maxAttributes, maxParts } from '#kernel/reading/limits.ts';
import { PointDraft } from '#kernel/reading/points.ts';
import { numberAt, TimeReader } from './line-numbers.ts';

const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const quote = 0x22;
const hash = 0x23;
const comma = 0x2c;
const equals = 0x3d;
const backslash = 0x5c;

/** What ends a token, a bit each: a measurement; a key of a tag or field; a tag's value; a field's value. */
const endsName = 1;
const endsKey = 2;
const endsTag = 4;
const endsValue = 8;
/** What a backslash takes the meaning from: in a measurement; in a tag or a field's key. Elsewhere a backslash is itself. */
const escapedInName = 16;
const escapedInKey = 32;

const classes = new Uint8Array(256);
for (let byte = 0; byte < 0x20; byte += 1) classes[byte] = endsName | endsKey;
classes[0x7f] = endsName | endsKey;
classes[newline] = endsName | endsKey | endsTag | endsValue;
classes[carriageReturn] = endsName | endsKey | endsTag | endsValue;
classes[space] = endsName | endsKey | endsTag | endsValue | escapedInName | escapedInKey;
classes[comma] = endsName | endsKey | endsTag | endsValue | escapedInName | escapedInKey;
classes[equals] = endsKey | endsTag | escapedInKey;

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['t', 'T', 'true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['f', 'F', 'false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

const text = createInterner();

/** A cursor over a body. A line that cannot be read leaves its neighbours as they are. */
export class LineReader {
  readonly point = new PointDraft();
  /** What is wrong with the line read last, and its number, from 1. */
  flaw = '';
  flawLine = 0;
  private readonly bytes: Buffer;
  private readonly view: DataView;
  private readonly end: number;
  private readonly times: TimeReader;
  private position = 0;
  private line = 1;

  /** `unit` is nanoseconds a unit of the timestamps. */
  constructor(body: Uint8Array, unit: bigint) {
    this.bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    this.view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    this.end = body.byteLength;
    this.times = new TimeReader(unit);
  }

  /** Reads the next line that holds something: into `point`, or what is wrong with it into `flaw`. */
  next(): 'point' | 'flaw' | 'end' {
    this.skipEmpty();
    if (this.position >= this.end) return 'end';
    const start = this.position;
    const startLine = this.line;
    this.flawLine = startLine;
    if (this.readMeasurement() && this.readTags() && this.readFields()) return 'point';
    this.leave(start, startLine);
    return 'flaw';
  }

  private fail(flaw: string): false {
    this.flaw = flaw;
    return false;
  }

  /** Passes over spaces, empty lines and comments. */
  private skipEmpty(): void {
    const { bytes, end } = this;
    while (this.position < end) {
      const byte = bytes[this.position];
      if (byte === newline) this.line += 1;
      else if (byte === hash) {
        const stop = bytes.indexOf(newline, this.position);
        this.position = stop === -1 ? end : stop;
        continue;
      } else if (byte !== space && !(byte === carriageReturn && (bytes[this.position + 1] ?? newline) === newline)) return;
      this.position += 1;
    }
  }

  /**
   * Goes to the end of a line that could not be read, by InfluxDB's own rule (models.scanLine): a newline within the quotes of a
   * field is text. Reading on after it could make a line of what somebody wrote into a message.
   */
  private leave(start: number, startLine: number): void {
    const { bytes, end, position: reached } = this;
    let at = start;
    let line = startLine;
    let inFields = false;
    let quoted = false;
    let assigned = false;
    for (; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === backslash) {
        at += 1;
        if (bytes[at] === newline) line += 1;
      } else if (byte === newline) {
        line += 1;
        if (!quoted && at >= reached) break;
      } else if (byte === space) inFields = true;
      else if (!inFields) continue;
      else if (byte === quote && (quoted || assigned)) quoted = !quoted;
      else if (byte === equals && !quoted) assigned = true;
      else if (byte === comma && !quoted) assigned = false;
    }
    this.position = Math.min(at + 1, end);
    this.line = line;
  }

  /** The end of a token that begins here, over what a backslash takes the meaning from. */
  private tokenEnd(ends: number, escaped: number): number {
    const { bytes, end } = this;
    let at = this.position;
    this.escapes = 0;
    while (at < end) {
      const byte = bytes[at] as number;
      if (((classes[byte] as number) & ends) !== 0) return at;
      if (byte === backslash && at + 1 < end && ((classes[bytes[at + 1] as number] as number) & escaped) !== 0) {
        this.escapes += 1;
        at += 1;
      }
      at += 1;
    }
    return at;
  }

  /** Escapes in the token found last. */
  private escapes = 0;

  /** Takes the token up to `stop`. */
  private take(stop: number, escaped: number): string {
    const { bytes, view, position, escapes } = this;
    this.position = stop;
    if (escapes === 0) return text(bytes, view, position, stop);
    const plain = Buffer.allocUnsafe(stop - position - escapes);
    let to = 0;
    for (let from = position; from < stop; from += 1) {
      if (bytes[from] === backslash && from + 1 < stop && ((classes[bytes[from + 1] as number] as number) & escaped) !== 0) from += 1;
      plain[to++] = bytes[from] as number;
    }
    return plain.toString('utf8');
  }

  private readMeasurement(): boolean {
    const stop = this.tokenEnd(endsName, escapedInName);
    if (stop === this.position) return this.fail('the measurement begins with a character it may not hold');
    this.point.begin(this.take(stop, escapedInName));
    return true;
  }

  /** Everything up to the fields. */
  private readTags(): boolean {
    const { bytes, end, point } = this;
    while (this.position < end && bytes[this.position] === comma) {
      this.position += 1;
      const key = this.readKey();
      if (key === '') return this.fail('a tag has no key');
      if (bytes[this.position] !== equals) return this.fail('a tag key is not followed by `=`');
      this.position += 1;
      const value = this.take(this.tokenEnd(endsTag, escapedInKey), escapedInKey);
      if (value === '') return this.fail('a tag has no value');
      point.tag(key, value);
      if (point.tagCount > maxAttributes) return this.fail(`more than ${maxAttributes} tags`);
    }
    if (this.position >= end) return this.fail('there are no fields');
    if (bytes[this.position] !== space) return this.fail('a character that may not be in a measurement or tag');
    this.skipSpaces();
    return true;
  }

  private readKey(): string {
    return this.take(this.tokenEnd(endsKey, escapedInKey), escapedInKey);
  }

  private skipSpaces(): void {
    while (this.bytes[this.position] === space) this.position += 1;
  }

  /** The fields, and the time after them. */
  private readFields(): boolean {
    const { bytes, end } = this;
    for (;;) {
      const key = this.readKey();
      if (key === '') return this.fail('a field has no key');
      if (bytes[this.position] !== equals) return this.fail('a field key is not followed by `=`');
      this.position += 1;
      if (!this.readValue(key)) return false;
      if (this.point.fieldCount > maxParts) return this.fail(`more than ${maxParts} fields`);
      if (this.position >= end) return true;
      if (bytes[this.position] !== comma) break;
      this.position += 1;
    }
    if (bytes[this.position] === space) this.skipSpaces();
    return this.atLineEnd() || this.readTime();
  }

  private readValue(key: string): boolean {
    const { bytes, view, end, point, position } = this;
    const first = bytes[position];
    if (first === quote) return this.readString(key);
    let stop = position;
    while (stop < end && ((classes[bytes[stop] as number] as number) & endsValue) === 0) stop += 1;
    if (stop === position || first === undefined) return this.fail('a field has no value');
    // Words other than the booleans, NaN and infinities among them, are no values.
    const value =
      first < 0x3a
        ? numberAt(bytes, position, stop)
        : (booleans.get(text(bytes, view, position, stop)) ?? 'a field value is of no known type');
    if (typeof value === 'string') return this.fail(value);
    point.field(key, value);
    this.position = stop;
    return true;
  }

  private readString(key: string): boolean {
    const { bytes, view, end } = this;
    const start = this.position + 1;
    let at = start;
    let escapes = 0;
    for (; at < end && bytes[at] !== quote; at += 1) {
      const byte = bytes[at];
      if (byte === newline) this.line += 1;
      else if (byte === backslash && isEscapedInString(bytes[at + 1])) {
        escapes += 1;
        at += 1;
      }
    }
    if (at >= end) {
      this.position = end;
      return this.fail('a text is not closed by a quote');
    }
    this.point.field(key, escapes === 0 ? text(bytes, view, start, at) : unescapeString(bytes, start, at, escapes));
    this.position = at + 1;
    const next = bytes[at + 1];
    if (at + 1 >= end || next === comma || next === space || next === newline || next === carriageReturn) return true;
    return this.fail('a character after a closing quote that may not be there');
  }

  /** Whether the line ends here; if so it is passed over. */
  private atLineEnd(): boolean {
    const { bytes, end, position } = this;
    if (position >= end) return true;
    if (bytes[position] === carriageReturn) {
      if (position + 1 < end && bytes[position + 1] !== newline) return false;
      this.position += 1;
    }
    if (this.position >= end) return true;
    if (bytes[this.position] !== newline) return false;
    this.position += 1;
    this.line += 1;
    return true;
  }

  private readTime(): boolean {
    const { bytes, end, position } = this;
    let stop = position;
    while (stop < end && ((classes[bytes[stop] as number] as number) & endsName) === 0) stop += 1;
    const time = this.times.at(bytes, position, stop);
    if (typeof time === 'string') return this.fail(time);
    this.point.time = time;
    this.position = stop;
    this.skipSpaces();
    return this.atLineEnd() || this.fail('text after the timestamp');
  }
}

const isEscapedInString = (byte: number | undefined): boolean => byte === quote || byte === backslash;

const unescapeString = (bytes: Buffer, start: number, end: number, escapes: number): string => {
  const plain = Buffer.allocUnsafe(end - start - escapes);
  let to = 0;
  for (let from = start; from < end; from += 1) {
    if (bytes[from] === backslash && isEscapedInString(bytes[from + 1])) from += 1;
    plain[to++] = bytes[from] as number;
  }
  return plain.toString('utf8');
};
