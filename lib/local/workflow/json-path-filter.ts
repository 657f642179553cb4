/** Filter expressions of JSONPath: `(@.price < 10 && @.name == 'x')`. */
import type { Json } from './json.ts';
import { PathError } from './path-error.ts';

export type Filter = (item: Json) => boolean;

/** Reads a path that starts with `$` for the item itself. */
export type Finder = (path: string) => (item: Json) => Json | undefined;

const TOKEN =
  /\s*(&&|\|\||==|!=|<=|>=|=~|<|>|!|\(|\)|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null|@[^\s=!<>&|()]*)/y;

function tokens(text: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match?.[1]) throw new PathError(`Invalid filter '${text}'`);
    found.push(match[1]);
  }
  return found;
}

export function parseFilter(text: string, finder: Finder): Filter {
  const rest = tokens(text);
  const filter = readOr(rest, finder);
  if (rest.length > 0) throw new PathError(`Invalid filter '${text}'`);
  return filter;
}

function readOr(rest: string[], finder: Finder): Filter {
  let left = readAnd(rest, finder);
  while (rest[0] === '||') {
    rest.shift();
    const [first, second] = [left, readAnd(rest, finder)];
    left = (item) => first(item) || second(item);
  }
  return left;
}

function readAnd(rest: string[], finder: Finder): Filter {
  let left = readTerm(rest, finder);
  while (rest[0] === '&&') {
    rest.shift();
    const [first, second] = [left, readTerm(rest, finder)];
    left = (item) => first(item) && second(item);
  }
  return left;
}

function readTerm(rest: string[], finder: Finder): Filter {
  const token = rest.shift() ?? '';
  if (token === '!') {
    const inner = readTerm(rest, finder);
    return (item) => !inner(item);
  }
  if (token === '(') {
    const inner = readOr(rest, finder);
    if (rest.shift() !== ')') throw new PathError('Invalid filter: a bracket is missing');
    return inner;
  }
  const left = readOperand(token, finder);
  const operator = rest[0] ?? '';
  if (!['==', '!=', '<', '<=', '>', '>='].includes(operator)) return (item) => left(item) !== undefined;
  rest.shift();
  const right = readOperand(rest.shift() ?? '', finder);
  return (item) => compare(left(item), operator, right(item));
}

function readOperand(token: string, finder: Finder): (item: Json) => Json | undefined {
  if (token.startsWith('@')) return finder(`$${token.slice(1)}`);
  const quoted = /^(['"])(.*)\1$/s.exec(token);
  const value = quoted ? (quoted[2] ?? '').replace(/\\(.)/g, '$1') : (JSON.parse(token) as Json);
  return () => value;
}

function compare(left: Json | undefined, operator: string, right: Json | undefined): boolean {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  const comparable = (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string');
  if (!comparable) return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}
