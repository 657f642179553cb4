/** A value that a pattern lets pass: what an alert of a rehearsal carries where a rule takes a label's value. */
import { patternOf } from '#kernel/routing/patterns.ts';

/** What such labels usually hold; the first that fits is taken, since people read it in messages. */
const usual = [
  ...['payment', 'production', 'shop', 'node-1', 'default', 'eu-central-1', 'eu-central-1a', '/', '/data', '/var/lib/docker'],
  ...['a', '1', '10', '80', '1.5', 'i-0123456789abcdef0', 'ip-10-0-0-1.ec2.internal', '10.0.0.1', 'https://example.com/'],
];

const escapes: Readonly<Record<string, string>> = { d: '1', w: 'a', s: ' ', D: 'a', W: '-', S: 'a', n: '\n', t: '\t' };

/** Reads a pattern once from left to right and writes the shortest text it means, by its first alternatives. */
class Writer {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  alternatives(): string {
    const first = this.#sequence();
    while (this.#take('|')) this.#sequence();
    return first;
  }

  #sequence(): string {
    let text = '';
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#peek())) text += this.#repeated(this.#atom());
    return text;
  }

  #atom(): string {
    if (this.#take('(')) return this.#group();
    if (this.#take('[')) return this.#oneOf();
    if (this.#take('\\')) return this.#escaped();
    if (this.#take('.')) return 'a';
    if (this.#take('^') || this.#take('$')) return '';
    return this.#next();
  }

  #group(): string {
    if (this.#take('?')) while (!':>'.includes(this.#next()));
    const text = this.alternatives();
    this.#take(')');
    return text;
  }

  #oneOf(): string {
    if (this.#peek() === '^') return this.#noneOf();
    const first = this.#take('\\') ? this.#escaped() : this.#next();
    this.#skipTo(']');
    return first;
  }

  #noneOf(): string {
    const begin = this.#at;
    this.#skipTo(']');
    const excluded = new RegExp(`[${this.#pattern.slice(begin, this.#at)}`);
    return ['a', '1', '-', 'A', '.'].find((each) => excluded.test(each)) ?? 'a';
  }

  #escaped(): string {
    const name = this.#next();
    return escapes[name] ?? name;
  }

  #repeated(text: string): string {
    if (this.#take('*') || this.#take('?')) return '';
    if (this.#take('+')) return text;
    if (!this.#take('{')) return text;
    const begin = this.#at;
    this.#skipTo('}');
    return text.repeat(Number.parseInt(this.#pattern.slice(begin, this.#at), 10) || 0);
  }

  #skipTo(end: string): void {
    while (this.#at < this.#pattern.length && this.#next() !== end) if (this.#peek() === '\\') this.#at += 2;
  }

  #peek(): string {
    return this.#pattern.charAt(this.#at);
  }

  #next(): string {
    this.#at += 1;
    return this.#pattern.charAt(this.#at - 1);
  }

  #take(expected: string): boolean {
    const isThere = this.#peek() === expected;
    if (isThere) this.#at += 1;
    return isThere;
  }
}

/** Undefined where none is found: then the rule's own examples must name one. `fits` says what else is asked of it. */
export const sampleText = (pattern: string, fits: (text: string) => boolean = () => true): string | undefined => {
  const isMatch = patternOf(pattern);
  return [...usual, new Writer(pattern).alternatives()].find((text) => text !== '' && isMatch(text) && fits(text));
};
