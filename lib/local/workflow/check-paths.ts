/** Checks every path and intrinsic function of a JSONPath state when its machine is created. */
import type { Diagnostics } from './diagnostics.ts';
import { parseIntrinsic } from './intrinsic.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { parsePath } from './json-path.ts';

/** Fields that hold a path, and whether it must name one place (States Language, "Reference Paths"). */
const PATHS: Readonly<Record<string, { readonly reference: boolean }>> = {
  InputPath: { reference: false },
  OutputPath: { reference: false },
  ResultPath: { reference: true },
  ItemsPath: { reference: true },
  SecondsPath: { reference: true },
  TimestampPath: { reference: true },
  TimeoutSecondsPath: { reference: true },
  HeartbeatSecondsPath: { reference: true },
  MaxConcurrencyPath: { reference: true },
  ToleratedFailureCountPath: { reference: true },
  ToleratedFailurePercentagePath: { reference: true },
  ErrorPath: { reference: false },
  CausePath: { reference: false },
};

const PAYLOADS = ['Parameters', 'ResultSelector', 'ItemSelector', 'Assign'];

export function checkPaths(fields: JsonObject, at: string, diagnostics: Diagnostics): void {
  for (const [name, { reference }] of Object.entries(PATHS)) {
    const value = fields[name];
    if (value === undefined || (value === null && (name === 'InputPath' || name === 'OutputPath' || name === 'ResultPath'))) continue;
    checkPath(value, `${at}/${name}`, diagnostics, reference);
  }
  for (const name of PAYLOADS) if (fields[name] !== undefined) checkPayload(fields[name], `${at}/${name}`, diagnostics);
  for (const item of ['Catch', 'Choices']) {
    const items = fields[item];
    if (!Array.isArray(items)) continue;
    for (const [index, rule] of items.entries())
      if (isObject(rule) && rule['Assign'] !== undefined) checkPayload(rule['Assign'], `${at}/${item}[${index}]/Assign`, diagnostics);
  }
}

/** A path, or an intrinsic function where a path may stand. The wording is ours [U]. */
export function checkPath(value: Json | undefined, at: string, diagnostics: Diagnostics, reference = false): void {
  if (typeof value !== 'string') diagnostics.schema('Expected value of type [STRING]', at);
  else if (!isQuery(value)) diagnostics.schema(`Value is not a valid JSONPath: ${value}`, at);
  else if (reference && value.startsWith('$') && !parsePath(value).definite)
    diagnostics.schema(`Value is not a Reference Path: ${value}`, at);
}

function isQuery(text: string): boolean {
  try {
    if (text.startsWith('States.')) parseIntrinsic(text);
    else parsePath(text);
    return true;
  } catch {
    return false;
  }
}

/** AWS's own words, at the object that holds the field (aws-cloudformation/cfn-lint#4085 [S]). */
function checkPayload(template: Json, at: string, diagnostics: Diagnostics): void {
  if (Array.isArray(template)) for (const [index, item] of template.entries()) checkPayload(item, `${at}[${index}]`, diagnostics);
  else if (isObject(template))
    for (const [name, value] of Object.entries(template)) {
      if (!name.endsWith('.$')) checkPayload(value, `${at}/${name}`, diagnostics);
      else if (typeof value !== 'string' || !isQuery(value))
        diagnostics.schema(`The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`, at);
    }
}
