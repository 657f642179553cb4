/** Choice rules of JSONPath states: And, Or, Not and the comparison operators. */
import { COMPARISON, isTest } from './choice-operators.ts';
import { QueryFailure } from './failure.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { parsePath } from './json-path.ts';
import { lookUp, type Roots } from './path-lookup.ts';
import { parseTimestamp } from './timestamp.ts';

type Order = 'Equals' | 'LessThan' | 'GreaterThan' | 'LessThanEquals' | 'GreaterThanEquals';

export function choose(rule: JsonObject, roots: Roots): boolean {
  const { And: and, Or: or, Not: not } = rule;
  if (Array.isArray(and)) return and.every((part: Json) => isObject(part) && choose(part, roots));
  if (Array.isArray(or)) return or.some((part: Json) => isObject(part) && choose(part, roots));
  if (isObject(not)) return !choose(not, roots);
  return compareVariable(rule, roots);
}

function compareVariable(rule: JsonObject, roots: Roots): boolean {
  const path = typeof rule['Variable'] === 'string' ? rule['Variable'] : '$';
  const value = lookUp(parsePath(path), roots);
  const operator = Object.keys(rule).find(isTest);
  if (operator === undefined) throw new QueryFailure('States.Runtime', 'The choice rule has no comparison');
  const wanted = rule[operator] ?? null;
  if (operator === 'IsPresent') return (value !== undefined) === wanted;
  if (value === undefined)
    throw new QueryFailure('States.Runtime', `Invalid path '${path}': The choice state's condition path references an invalid value.`);
  if (operator.startsWith('Is')) return isOfType(value, operator) === wanted;
  if (operator === 'StringMatches') return typeof value === 'string' && matchesPattern(value, String(wanted));
  const [, type = '', order = '', byPath] = COMPARISON.exec(operator) ?? [];
  const other = byPath ? lookUp(parsePath(String(wanted)), roots) : wanted;
  if (other === undefined)
    throw new QueryFailure(
      'States.Runtime',
      `Invalid path '${String(wanted)}': The choice state's condition path references an invalid value.`,
    );
  return compare(value, type, order as Order, other);
}

function isOfType(value: Json, operator: string): boolean {
  switch (operator) {
    case 'IsNull':
      return value === null;
    case 'IsNumeric':
      return typeof value === 'number';
    case 'IsString':
      return typeof value === 'string';
    case 'IsBoolean':
      return typeof value === 'boolean';
    case 'IsTimestamp':
      return typeof value === 'string' && parseTimestamp(value) !== undefined;
    default:
      return false;
  }
}

/** Values of another type than the operator's never hold. */
function compare(left: Json, type: string, order: Order, right: Json): boolean {
  if (type === 'Boolean') return typeof left === 'boolean' && left === right;
  if (type === 'Numeric') return typeof left === 'number' && typeof right === 'number' && inOrder(left, order, right);
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  if (type === 'String') return inOrder(left, order, right);
  const [first, second] = [parseTimestamp(left), parseTimestamp(right)];
  return first !== undefined && second !== undefined && inOrder(first, order, second);
}

function inOrder<Value extends number | string>(left: Value, order: Order, right: Value): boolean {
  switch (order) {
    case 'Equals':
      return left === right;
    case 'LessThan':
      return left < right;
    case 'LessThanEquals':
      return left <= right;
    case 'GreaterThan':
      return left > right;
    case 'GreaterThanEquals':
      return left >= right;
  }
}

/** `*` matches any run of characters; `\*` is the character. */
function matchesPattern(text: string, pattern: string): boolean {
  const source = pattern.replace(/\\(.)|([\s\S])/g, (_, escaped: string | undefined, plain: string | undefined) =>
    plain === '*' ? '[\\s\\S]*' : (escaped ?? plain ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`^${source}$`).test(text);
}
