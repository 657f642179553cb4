/**
 * The header that many programs print before their message: when, how bad, who. It is found by its shape, one reading for every system; whatever
 * has no time of day in front keeps its whole text.
 *
 * Examples: `Jul  1 09:00:55 web-1 sshd[43]: `, `2015-10-18 18:01:47,978 INFO [main] org.example.App: `, `[Sun Dec 04 04:47:44 2005] [error] `,
 * `03-17 16:13:38.811  1702  2395 D WindowManager: `, `20171223-22:15:29:606|Steps|30002312|`.
 */

import { levelNumber } from '#kernel/level-number.ts';
import {
  androidLevels,
  hasHump,
  isEpoch,
  isNumber,
  isSpace,
  isTechnical,
  isUpper,
  klogLevel,
  months,
  timeOf,
  trimmed,
  weekdays,
  zones,
} from './header-words.ts';

/** What stands before a message. */
export interface Header {
  /** Where the message begins. */
  readonly start: number;
  /** OpenTelemetry's, of the level it names; 0 where it names none. */
  readonly severityNumber: number;
}

const none: Header = { start: 0, severityNumber: 0 };

/** Words of a header at most, and characters it is looked for in. */
const maxWords = 14;
const maxLength = 400;

/** Where the group ends that a bracket at `at` opens; -1 when nothing closes it nearby. */
const groupEnd = (text: string, from: number): number => {
  let depth = 0;
  for (let at = from; at < Math.min(text.length, from + 200); at += 1) {
    if (text[at] === '[') depth += 1;
    else if (text[at] === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
};

const isDateName = (name: string): boolean => months.has(name) || weekdays.has(name);

/** A reader of one text's header. */
class HeaderReader {
  private at = 0;
  /** After the last word that told a time or a level. */
  private end = 0;
  private time = false;
  private level = 0;
  private numbers = 0;
  private syslog = false;
  private weekday = false;
  /** Technical words since the last time. */
  private words = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  private skip(): void {
    while (isSpace(this.text.charCodeAt(this.at)) || this.text[this.at] === '|') this.at += 1;
  }

  /** The next word without moving: up to a space or a bar. */
  private peek(from = this.at): string {
    const { text } = this;
    let at = from;
    while (at < text.length && !isSpace(text.charCodeAt(at)) && text[at] !== '|' && at - from < 120) at += 1;
    return text.slice(from, at);
  }

  /** Takes a word that tells a time or a level. */
  private anchor(length: number): void {
    this.at += length;
    this.end = this.at;
  }

  /** A time, in one word or several: `Jul  1 09:00:55`, `Sun Dec 04 04:47:44 2005`, `10.30 16:49:06`, `081109 203615`. */
  private takeTime(raw: string): boolean {
    const word = trimmed(raw);
    const name = word.toLowerCase();
    if (word.length === 3 && (weekdays.has(name) || months.has(name)) && isUpper(word.charCodeAt(0))) {
      this.weekday ||= weekdays.has(name);
      this.syslog ||= months.has(name) && !this.weekday;
      this.at += raw.length;
      this.skip();
      const day = this.peek();
      if (months.has(name) && isNumber(trimmed(day))) this.at += day.length;
      return true;
    }
    const sort = timeOf(word);
    const klog = this.end === 0 ? klogLevel(word) : 0;
    if (klog > 0) this.level = klog;
    if (sort === 'date' || klog > 0) {
      this.at += raw.length;
      this.skip();
      return true;
    }
    const next = this.peek(this.at + raw.length + 1);
    const compact = this.end === 0 && isNumber(word) && word.length === 6 && isNumber(next) && next.length === 6;
    if (sort === 'time' || compact || (isEpoch(word) && this.words > 0)) {
      this.anchor(raw.length);
      if (compact) this.anchor(1 + next.length);
      this.time = true;
      this.skip();
      const year = trimmed(this.peek());
      if ((this.weekday && year.length === 4 && isNumber(year)) || zones.has(year)) this.anchor(this.peek().length);
      this.words = 0;
      return true;
    }
    return false;
  }

  /** `2579921 node-140 node status 1074216940 1 `: a record's number, its fields with the time among them, and a flag. */
  private takeRecord(): void {
    const { text } = this;
    if (!isNumber(this.peek())) return;
    let at = this.peek().length;
    for (let words = 0; words < 5; words += 1) {
      while (isSpace(text.charCodeAt(at))) at += 1;
      const word = this.peek(at);
      at += word.length;
      if (!isEpoch(word)) continue;
      const flag = this.peek(at + 1);
      this.at = this.end = at + (flag.length <= 2 && isNumber(flag.replace('-', '')) ? 1 + flag.length : 0);
      this.time = true;
      return;
    }
  }

  private takeLevel(raw: string): boolean {
    const word = trimmed(raw);
    const android = this.time && word === raw && this.numbers >= 1 ? androidLevels[word] : undefined;
    const number = levelNumber(android ?? word);
    if (number === 0) return false;
    // Within a sentence a level is written small: `proxy:80 error : refused`.
    const stands = this.time && (this.words === 0 || word !== raw || word === word.toUpperCase());
    if (!stands) return false;
    this.level = number;
    this.anchor(raw.length);
    return true;
  }

  /** Times, levels and the technical words between them. */
  private readAnchors(): void {
    for (let words = 0; words < maxWords && this.at < maxLength; words += 1) {
      this.skip();
      const raw = this.peek();
      if (raw === '') return;
      if (this.level > 0 && this.time) return;
      if (this.takeTime(raw) || this.takeLevel(raw)) continue;
      if (this.syslog && this.time) return;
      if (raw[0] === '[' && this.time) {
        const close = groupEnd(this.text, this.at);
        if (close < 0) return;
        this.at = close;
        this.words += 1;
        continue;
      }
      if (isNumber(raw)) this.numbers += 1;
      if (!isTechnical(raw)) return;
      this.at += raw.length;
      if (raw !== '-') this.words += 1;
    }
  }

  /** Fields between bars: `|Steps|30002312|`. */
  private takeFields(): void {
    const { text } = this;
    for (let field = 0; field < 2 && text[this.at] === '|'; field += 1) {
      const word = this.peek(this.at + 1);
      if (word === '' || text[this.at + 1 + word.length] !== '|') break;
      this.at += 1 + word.length;
    }
    this.skip();
  }

  private takeGroups(): void {
    for (let groups = 0; groups < 2 && this.text[this.at] === '['; groups += 1) {
      const close = groupEnd(this.text, this.at);
      if (close < 0) return;
      this.at = close;
      this.skip();
    }
  }

  private takeDash(): void {
    if (this.text[this.at] === '-' && isSpace(this.text.charCodeAt(this.at + 1))) {
      this.at += 1;
      this.skip();
    }
  }

  /** Who speaks: `web-1 sshd[43]:`, `org.example.App:`, `chrome.exe -`, `nova.compute.manager [req-…]`, `CBS    `. */
  private takeSpeaker(): void {
    if (this.syslog && this.level === 0) {
      // The host, and the program where it names itself.
      this.at += this.peek().length;
      this.skip();
      this.takeProgram();
      return;
    }
    const before = this.at;
    this.at = this.speakerEnd();
    this.skip();
    if (this.level > 0 && this.at > before) this.takeGroups();
  }

  /** Where the name of the speaker ends; here, where none stands. */
  private speakerEnd(): number {
    const { text } = this;
    const first = this.peek();
    const end = this.at + first.length;
    let next = end;
    while (isSpace(text.charCodeAt(next))) next += 1;
    const second = this.peek(next);
    const starred = second.startsWith('*') && this.peek(next + second.length + 1) === '-';
    if (second === '-' || starred) return text.indexOf('-', next) + 1;
    const named = isTechnical(first.slice(0, -1)) || hasHump(first);
    if (first.endsWith(':') && first.length > 1 && levelNumber(trimmed(first)) === 0 && named) return end;
    if (this.level === 0) return second.endsWith(':') && isTechnical(first) ? next + second.length : this.at;
    const module = first.includes('.') && second.startsWith('[');
    const column = next - end >= 2 && isTechnical(first);
    return module || column ? end : this.at;
  }

  /** `sshd[43]:`, `crond(pam_unix)[2915]:`, `-- root[55]:`, `kernel:`; programs with a space in their name, too. */
  private takeProgram(): void {
    const { text } = this;
    const limit = Math.min(text.length, this.at + 160);
    for (let at = this.at; at < limit; at += 1) {
      if (text[at] !== ':' || !(isSpace(text.charCodeAt(at + 1)) || at + 1 === text.length)) continue;
      const name = text.slice(this.at, at);
      const space = name.indexOf(' ');
      if (space < 0 || (name.endsWith(']') && space < 24) || (name.endsWith(')') && name.slice(0, space).endsWith(']'))) {
        this.at = at + 1;
        this.skip();
      }
      return;
    }
  }

  read(): Header {
    this.takeRecord();
    if (!this.time) this.readAnchors();
    if (!this.time) return none;
    this.at = this.end;
    if (this.text[this.at] === '|' && this.level === 0) this.takeFields();
    else {
      this.skip();
      while (this.text[this.at] === ',' || this.text[this.at] === ']') {
        this.at += 1;
        this.skip();
      }
      this.takeDash();
      if (this.level > 0 || !this.syslog) this.takeGroups();
      this.takeDash();
      this.takeSpeaker();
    }
    const start = this.at < this.text.length ? this.at : this.end;
    return { start, severityNumber: this.level };
  }
}

const opens = new Set(Array.from('[(<-0123456789', (character) => character.charCodeAt(0)));

/** Most messages begin with a word, and no header with a plain one but the name of a day or month. */
const mayBegin = (text: string): boolean => {
  if (opens.has(text.charCodeAt(0))) return true;
  let end = 0;
  while (end < text.length && end < 120 && !isSpace(text.charCodeAt(end)) && text[end] !== '|') end += 1;
  const word = text.slice(0, end);
  return isTechnical(word) || (end >= 3 && end <= 4 && isDateName(trimmed(word).toLowerCase()));
};

/** Where the message begins, and the level before it. Reads a bounded part of the text once. */
export const readHeader = (text: string): Header => (mayBegin(text) ? new HeaderReader(text).read() : none);
