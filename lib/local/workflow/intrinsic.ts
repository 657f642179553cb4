/** Intrinsic functions of JSONPath states: reads `States.Format('{}', $.a)` and calls the function. */
import { QueryFailure } from './failure.ts';
import { INTRINSICS, IntrinsicError } from './intrinsic-functions.ts';
import type { Json } from './json.ts';
import { type Roots, readNamedPath } from './path-lookup.ts';

export function evaluateIntrinsic(text: string, field: string, roots: Roots): Json {
  const reader = new Reader(text, field, roots);
  try {
    return reader.whole();
  } catch (problem) {
    if (!(problem instanceof IntrinsicError)) throw problem;
    // The error's name: Developer Guide, "Error names". [D]
    throw new QueryFailure('States.IntrinsicFailure', `The function '${text}' had the following error: ${problem.message}`);
  }
}

class Reader {
  readonly #text: string;
  readonly #field: string;
  readonly #roots: Roots;
  #at = 0;

  constructor(text: string, field: string, roots: Roots) {
    this.#text = text;
    this.#field = field;
    this.#roots = roots;
  }

  whole(): Json {
    const value = this.#value();
    this.#blanks();
    if (this.#at < this.#text.length) throw new IntrinsicError(`Unexpected '${this.#text.slice(this.#at)}'`);
    return value;
  }

  #blanks(): void {
    while (this.#text.charAt(this.#at) === ' ') this.#at += 1;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    if (match !== undefined) this.#at += match.length;
    return match;
  }

  #value(): Json {
    this.#blanks();
    const next = this.#text.charAt(this.#at);
    if (next === "'") return this.#string();
    if (next === '$') return readNamedPath(this.#path(), this.#field, this.#roots);
    const name = this.#take(/States\.[A-Za-z0-9]+(?=\s*\()/y);
    if (name !== undefined) return this.#call(name);
    const literal = this.#take(/true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (literal === undefined) throw new IntrinsicError(`Unexpected '${this.#text.slice(this.#at)}'`);
    return JSON.parse(literal) as Json;
  }

  #call(name: string): Json {
    this.#take(/\s*\(/y);
    const values: Json[] = [];
    this.#blanks();
    while (this.#text.charAt(this.#at) !== ')') {
      values.push(this.#value());
      this.#blanks();
      if (this.#text.charAt(this.#at) === ',') this.#at += 1;
      else if (this.#text.charAt(this.#at) !== ')') throw new IntrinsicError(`Expected ',' or ')' in ${name}`);
    }
    this.#at += 1;
    const run = INTRINSICS[name];
    if (!run) throw new IntrinsicError(`Unknown function ${name}`);
    return run(values, this.#roots.random);
  }

  /** Quoted by `'`, with `\` before the next character. */
  #string(): string {
    const quoted = this.#take(/'(?:[^'\\]|\\[\s\S])*'/y);
    if (quoted === undefined) throw new IntrinsicError('A quote is missing');
    // Format's own escapes \{ and \} stay for it to read.
    return quoted.slice(1, -1).replace(/\\([^{}])/g, '$1');
  }

  /** A path ends at a comma, blank or bracket outside its own square brackets. */
  #path(): string {
    return this.#take(/\$(?:\[(?:[^\]'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*\]|[^\s,()[\]])*/y) ?? '$';
  }
}
