/** Intrinsic functions of JSONPath states: reads `States.Format('{}', $.a)` once and calls the function. */
import { QueryFailure } from './failure.ts';
import { INTRINSICS, IntrinsicError } from './intrinsic-functions.ts';
import type { Json } from './json.ts';
import { parsePath } from './json-path.ts';
import { type Roots, readNamedPath } from './path-lookup.ts';

type Part =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'path'; readonly text: string }
  | { readonly kind: 'call'; readonly run: (values: readonly Json[], random: () => number) => Json; readonly arguments: readonly Part[] };

const parsed = new Map<string, Part>();

/** Throws IntrinsicError or PathError. */
export function parseIntrinsic(text: string): Part {
  let part = parsed.get(text);
  if (!part) {
    part = new Reader(text).whole();
    parsed.set(text, part);
  }
  return part;
}

export function evaluateIntrinsic(text: string, field: string, roots: Roots): Json {
  const evaluate = (part: Part): Json => {
    if (part.kind === 'value') return part.value;
    if (part.kind === 'path') return readNamedPath(part.text, field, roots);
    return part.run(part.arguments.map(evaluate), roots.random);
  };
  try {
    return evaluate(parseIntrinsic(text));
  } catch (problem) {
    if (!(problem instanceof IntrinsicError)) throw problem;
    // The error's name: Developer Guide, "Error names". [D]
    throw new QueryFailure('States.IntrinsicFailure', `The function '${text}' had the following error: ${problem.message}`);
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Part {
    const part = this.#part();
    this.#blanks();
    if (this.#at < this.#text.length) throw new IntrinsicError(`Unexpected '${this.#text.slice(this.#at)}'`);
    return part;
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

  #part(): Part {
    this.#blanks();
    const next = this.#text.charAt(this.#at);
    if (next === "'") return { kind: 'value', value: this.#string() };
    if (next === '$') return this.#path();
    const name = this.#take(/States\.[A-Za-z0-9]+(?=\s*\()/y);
    if (name !== undefined) return this.#call(name);
    const literal = this.#take(/true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (literal === undefined) throw new IntrinsicError(`Unexpected '${this.#text.slice(this.#at)}'`);
    return { kind: 'value', value: JSON.parse(literal) as Json };
  }

  #call(name: string): Part {
    this.#take(/\s*\(/y);
    const values: Part[] = [];
    this.#blanks();
    while (this.#text.charAt(this.#at) !== ')') {
      values.push(this.#part());
      this.#blanks();
      if (this.#text.charAt(this.#at) === ',') this.#at += 1;
      else if (this.#text.charAt(this.#at) !== ')') throw new IntrinsicError(`Expected ',' or ')' in ${name}`);
    }
    this.#at += 1;
    const run = INTRINSICS[name];
    if (!run) throw new IntrinsicError(`Unknown function ${name}`);
    return { kind: 'call', run, arguments: values };
  }

  /** Quoted by `'`, with `\` before the next character. */
  #string(): string {
    const quoted = this.#take(/'(?:[^'\\]|\\[\s\S])*'/y);
    if (quoted === undefined) throw new IntrinsicError('A quote is missing');
    // Format's own escapes \{ and \} stay for it to read.
    return quoted.slice(1, -1).replace(/\\([^{}])/g, '$1');
  }

  /** A path ends at a comma, blank or bracket outside its own square brackets. */
  #path(): Part {
    const text = this.#take(/\$(?:\[(?:[^\]'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*\]|[^\s,()[\]])*/y) ?? '$';
    parsePath(text);
    return { kind: 'path', text };
  }
}
