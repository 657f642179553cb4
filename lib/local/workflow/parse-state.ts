/** Reads one state of a definition. */
import { checkFields, checkOneOf, languageOf } from './check-fields.ts';
import { checkPaths } from './check-paths.ts';
import { checkQueries } from './check-queries.ts';
import { checkNumber, checkSeconds, checkText, checkTimestamp } from './check-values.ts';
import type { Branch, QueryLanguageName, State, StateType } from './definition.ts';
import type { Diagnostics } from './diagnostics.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { parseChoices } from './parse-choices.ts';
import { list, parseCatch, parseRetry } from './parse-handlers.ts';
import type { ParseOptions } from './parse-machine.ts';
import { parseResource, type TaskResource } from './task-runner.ts';

const STATE_TYPES: readonly StateType[] = ['Choice', 'Fail', 'Map', 'Parallel', 'Pass', 'Succeed', 'Task', 'Wait'];

/** What reading a machine hands down to its states. */
export interface Reading {
  readonly diagnostics: Diagnostics;
  /** The machine's: states inside a Map or Parallel take it, too, not that of the state around them. */
  readonly language: QueryLanguageName;
  readonly options: ParseOptions;
  parseBranch(raw: Json, at: string): Branch;
}

/** Undefined when there is too little to read; what is wrong is in the diagnostics. */
export function parseState(name: string, fields: Json, at: string, reading: Reading): State | undefined {
  const { diagnostics } = reading;
  if (!isObject(fields)) {
    diagnostics.schema('Expected value of type [OBJECT]', at);
    return undefined;
  }
  const type = STATE_TYPES.find((candidate) => candidate === fields['Type']);
  if (!type) {
    if (fields['Type'] === undefined) diagnostics.required(['Type'], at);
    else diagnostics.schema(`Value should be one of the following: [${STATE_TYPES.join(', ')}]`, `${at}/Type`);
    return undefined;
  }
  checkFields(fields, type, reading.language, at, diagnostics);
  const { language } = languageOf(fields, reading.language);
  checkFlow(fields, type, at, diagnostics);
  if (type === 'Wait') checkWait(fields, at, diagnostics);
  if (language === 'JSONata') checkQueries(fields, type, at, diagnostics);
  else checkPaths(fields, at, diagnostics);
  const { Next: next, Default: defaultNext } = fields;
  return {
    ...{ name, type, language, fields },
    ...(typeof next === 'string' ? { next } : {}),
    ...(typeof defaultNext === 'string' ? { defaultNext } : {}),
    retry: parseRetry(fields['Retry'], `${at}/Retry`, diagnostics),
    catch: parseCatch(fields['Catch'], language, `${at}/Catch`, diagnostics),
    choices: type === 'Choice' ? parseChoices(fields, language, at, diagnostics) : [],
    branches: type === 'Parallel' ? parseBranches(fields, at, reading) : [],
    ...(type === 'Map' ? parseProcessor(fields, at, reading) : {}),
    ...(type === 'Task' ? parseTask(fields, at, reading) : {}),
  };
}

/** Where the state leads. The wording about Next and End is ours [U]. */
function checkFlow(fields: JsonObject, type: StateType, at: string, diagnostics: Diagnostics): void {
  if (type === 'Choice' || type === 'Succeed' || type === 'Fail') return;
  const { Next: next, End: end } = fields;
  if (end !== undefined && typeof end !== 'boolean') diagnostics.schema('Expected value of type [BOOLEAN]', `${at}/End`);
  checkText(next, `${at}/Next`, diagnostics);
  if ((next === undefined) === (end !== true)) diagnostics.schema("Exactly one of the fields 'Next' and 'End' is required", at);
}

function parseBranches(fields: JsonObject, at: string, reading: Reading): readonly Branch[] {
  const branches = list(fields['Branches'], `${at}/Branches`, reading.diagnostics);
  if (branches.length === 0) reading.diagnostics.required(['Branches'], at);
  return branches.map((branch, index) => reading.parseBranch(branch, `${at}/Branches[${index}]`));
}

function parseProcessor(fields: JsonObject, at: string, reading: Reading): Pick<State, 'processor'> {
  const { diagnostics } = reading;
  const name = fields['ItemProcessor'] === undefined && fields['Iterator'] !== undefined ? 'Iterator' : 'ItemProcessor';
  const raw = fields[name];
  checkOneOf(fields, ['MaxConcurrency', 'MaxConcurrencyPath'], `${at}/MaxConcurrency`, diagnostics);
  checkSeconds(fields['MaxConcurrency'], 0, `${at}/MaxConcurrency`, diagnostics, Number.POSITIVE_INFINITY);
  checkSeconds(fields['ToleratedFailureCount'], 0, `${at}/ToleratedFailureCount`, diagnostics, Number.POSITIVE_INFINITY);
  checkNumber(fields['ToleratedFailurePercentage'], 0, `${at}/ToleratedFailurePercentage`, diagnostics, 100);
  if (raw === undefined) {
    diagnostics.required(['ItemProcessor'], at);
    return {};
  }
  const config = isObject(raw) ? raw['ProcessorConfig'] : undefined;
  const mode = isObject(config) ? (config['Mode'] ?? 'INLINE') : 'INLINE';
  if (mode !== 'INLINE' && mode !== 'DISTRIBUTED')
    diagnostics.schema('Value should be one of the following: [INLINE, DISTRIBUTED]', `${at}/${name}/ProcessorConfig/Mode`);
  return { processor: { ...reading.parseBranch(raw, `${at}/${name}`), distributed: mode === 'DISTRIBUTED' } };
}

function checkWait(fields: JsonObject, at: string, diagnostics: Diagnostics): void {
  checkOneOf(fields, ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'], at, diagnostics, true);
  checkSeconds(fields['Seconds'], 0, `${at}/Seconds`, diagnostics);
  checkTimestamp(fields['Timestamp'], `${at}/Timestamp`, diagnostics);
}

function parseTask(fields: JsonObject, at: string, reading: Reading): Pick<State, 'resource'> {
  const { diagnostics } = reading;
  for (const name of ['TimeoutSeconds', 'HeartbeatSeconds']) {
    checkOneOf(fields, [name, `${name}Path`], `${at}/${name}`, diagnostics);
    checkSeconds(fields[name], 1, `${at}/${name}`, diagnostics);
  }
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat, Credentials: credentials, Resource: arn } = fields;
  // States Language, "Task State": the heartbeat is smaller. The wording is ours [U].
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
    diagnostics.schema("'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'", `${at}/HeartbeatSeconds`);
  if (credentials !== undefined && !(isObject(credentials) && ('RoleArn' in credentials || 'RoleArn.$' in credentials)))
    diagnostics.schema("The field 'RoleArn' is required but was missing", `${at}/Credentials`);
  if (arn === undefined) {
    diagnostics.required(['Resource'], at);
    return {};
  }
  const resource = typeof arn === 'string' ? parseResource(arn) : undefined;
  if (!resource) {
    diagnostics.add(
      'INVALID_RESOURCE',
      `Value is not a valid resource ARN: ${typeof arn === 'string' ? arn : JSON.stringify(arn)}`,
      `${at}/Resource`,
    );
    return {};
  }
  checkResource(resource, `${at}/Resource`, reading);
  return { resource };
}

function checkResource(resource: TaskResource, at: string, { options, diagnostics }: Reading): void {
  if (options.type === 'EXPRESS' && resource.kind === 'integration' && resource.pattern !== 'request') {
    const pattern = resource.pattern === 'waitForTaskToken' ? '.waitForTaskToken' : '.sync';
    // Two blanks before "at", as recorded on AWS.
    diagnostics.schema(`Express state machine does not support '${pattern}' service integration `, at);
    return;
  }
  const refusal = options.refusal?.(resource);
  if (refusal !== undefined) diagnostics.lack(refusal, at);
}
