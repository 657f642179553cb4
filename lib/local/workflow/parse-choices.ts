/** Reads the rules of a Choice state: a Condition in JSONata, comparisons in JSONPath. */

import { checkPath } from './check-paths.ts';
import { checkTimestamp } from './check-values.ts';
import { COMPARISON, isTest } from './choice-operators.ts';
import type { ChoiceRule, QueryLanguageName } from './definition.ts';
import type { Diagnostics } from './diagnostics.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { list } from './parse-handlers.ts';

const JSONATA_FIELDS = ['Condition', 'Next', 'Output', 'Assign', 'Comment'];
const JSON_PATH_FIELDS = ['Next', 'Assign', 'Comment', 'Variable', 'And', 'Or', 'Not'];

export function parseChoices(fields: JsonObject, language: QueryLanguageName, at: string, diagnostics: Diagnostics): readonly ChoiceRule[] {
  const rules = list(fields['Choices'], `${at}/Choices`, diagnostics);
  if (rules.length === 0) diagnostics.required(['Choices'], at);
  return rules.flatMap((rule, index) => {
    const ruleAt = `${at}/Choices[${index}]`;
    if (!isObject(rule)) {
      diagnostics.schema('Expected value of type [OBJECT]', ruleAt);
      return [];
    }
    if (language === 'JSONata') checkJsonataRule(rule, ruleAt, diagnostics);
    else checkComparison(rule, ruleAt, diagnostics, true);
    const next = rule['Next'];
    return typeof next === 'string' ? [{ next, fields: rule }] : [];
  });
}

function checkJsonataRule(rule: JsonObject, at: string, diagnostics: Diagnostics): void {
  for (const name of Object.keys(rule)) {
    if (JSON_PATH_FIELDS.slice(3).includes(name) || isTest(name))
      diagnostics.schema(
        `The QueryLanguage is set to 'JSONata', but field '${name}' is only supported for the 'JSONPath' QueryLanguage`,
        at,
      );
    else if (!JSONATA_FIELDS.includes(name)) diagnostics.schema(`Field '${name}' is not supported`, at);
  }
  diagnostics.required(
    ['Condition', 'Next'].filter((name) => rule[name] === undefined),
    at,
  );
}

/** One comparison, or And, Or, Not around others; only the outermost has Next. Wording of what is not measured is ours [U]. */
function checkComparison(rule: Json, at: string, diagnostics: Diagnostics, outermost: boolean): void {
  if (!isObject(rule)) {
    diagnostics.schema('Expected value of type [OBJECT]', at);
    return;
  }
  if (outermost)
    diagnostics.required(
      ['Next'].filter((name) => rule[name] === undefined),
      at,
    );
  const tests = Object.keys(rule).filter((name) => isTest(name) || name === 'And' || name === 'Or' || name === 'Not');
  for (const name of Object.keys(rule)) {
    if (name === 'Condition' || name === 'Output')
      diagnostics.schema(
        `The QueryLanguage is set to 'JSONPath', but field '${name}' is only supported for the 'JSONata' QueryLanguage`,
        at,
      );
    else if (!tests.includes(name) && !JSON_PATH_FIELDS.includes(name)) diagnostics.schema(`Field '${name}' is not supported`, at);
    else if (!outermost && (name === 'Next' || name === 'Assign')) diagnostics.schema(`Field '${name}' is not supported`, at);
  }
  const [test, ...more] = tests;
  if (test === undefined || more.length > 0) {
    diagnostics.schema(`Exactly one comparison is required, but there ${test === undefined ? 'is none' : `are [${tests.join(', ')}]`}`, at);
    return;
  }
  const value = rule[test] ?? null;
  if (test === 'Not') checkComparison(value, `${at}/Not`, diagnostics, false);
  else if (test === 'And' || test === 'Or') {
    const parts = list(value, `${at}/${test}`, diagnostics);
    if (parts.length === 0) diagnostics.schema('Array must contain at least 1 element', `${at}/${test}`);
    for (const [index, part] of parts.entries()) checkComparison(part, `${at}/${test}[${index}]`, diagnostics, false);
  } else {
    if (rule['Variable'] === undefined) diagnostics.required(['Variable'], at);
    else checkPath(rule['Variable'], `${at}/Variable`, diagnostics);
    checkOperand(test, value, `${at}/${test}`, diagnostics);
  }
}

const OPERAND_TYPES: Readonly<Record<string, string>> = { String: 'string', Numeric: 'number', Boolean: 'boolean' };

function checkOperand(test: string, value: Json, at: string, diagnostics: Diagnostics): void {
  const [, type = '', , byPath] = COMPARISON.exec(test) ?? [];
  if (byPath) checkPath(value, at, diagnostics);
  else if (type === 'Timestamp') checkTimestamp(value, at, diagnostics);
  else {
    const wanted = test.startsWith('Is') ? 'boolean' : (OPERAND_TYPES[type] ?? 'string');
    if (typeof value !== wanted) diagnostics.schema(`Expected value of type [${wanted.toUpperCase()}]`, at);
  }
}
