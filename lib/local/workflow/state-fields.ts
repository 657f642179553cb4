/** Which fields each state type may have in each query language. Source: Amazon States Language specification and AWS's state reference pages. */
import type { QueryLanguageName, StateType } from './definition.ts';

const EVERY = ['Type', 'Comment', 'QueryLanguage'];
const FLOW = ['Next', 'End'];

const COMMON: Record<StateType, readonly string[]> = {
  Pass: [...FLOW, 'Assign'],
  Task: [...FLOW, 'Assign', 'Resource', 'TimeoutSeconds', 'HeartbeatSeconds', 'Retry', 'Catch', 'Credentials'],
  Choice: ['Choices', 'Default', 'Assign'],
  Wait: [...FLOW, 'Assign', 'Seconds', 'Timestamp'],
  Succeed: [],
  Fail: ['Error', 'Cause'],
  Parallel: [...FLOW, 'Assign', 'Branches', 'Retry', 'Catch'],
  Map: [
    ...[...FLOW, 'Assign', 'Retry', 'Catch', 'ItemProcessor', 'ItemSelector', 'MaxConcurrency', 'Label'],
    ...['ToleratedFailureCount', 'ToleratedFailurePercentage', 'ItemReader', 'ItemBatcher', 'ResultWriter'],
  ],
};

const JSON_PATH: Record<StateType, readonly string[]> = {
  Pass: ['InputPath', 'OutputPath', 'Parameters', 'Result', 'ResultPath'],
  Task: ['InputPath', 'OutputPath', 'Parameters', 'ResultSelector', 'ResultPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath'],
  Choice: ['InputPath', 'OutputPath'],
  Wait: ['InputPath', 'OutputPath', 'SecondsPath', 'TimestampPath'],
  Succeed: ['InputPath', 'OutputPath'],
  Fail: ['ErrorPath', 'CausePath'],
  Parallel: ['InputPath', 'OutputPath', 'Parameters', 'ResultSelector', 'ResultPath'],
  Map: [
    ...['InputPath', 'OutputPath', 'Parameters', 'ResultSelector', 'ResultPath', 'ItemsPath', 'Iterator', 'MaxConcurrencyPath'],
    ...['ToleratedFailureCountPath', 'ToleratedFailurePercentagePath'],
  ],
};

const JSONATA: Record<StateType, readonly string[]> = {
  Pass: ['Output'],
  Task: ['Arguments', 'Output'],
  Choice: ['Output'],
  Wait: ['Output'],
  Succeed: ['Output'],
  Fail: [],
  Parallel: ['Arguments', 'Output'],
  Map: ['Items', 'Output'],
};

const LANGUAGE_FIELDS: Record<QueryLanguageName, Record<StateType, readonly string[]>> = { JSONPath: JSON_PATH, JSONata: JSONATA };

/** The query languages in which a state type may have a field; none when it never may. */
export function languagesOf(type: StateType, field: string): readonly QueryLanguageName[] {
  if (EVERY.includes(field) || COMMON[type].includes(field)) return ['JSONPath', 'JSONata'];
  return (['JSONPath', 'JSONata'] as const).filter((language) => LANGUAGE_FIELDS[language][type].includes(field));
}

/** Documented by AWS, not emulated here: refused by name when a machine is created. */
export const UNSUPPORTED_FIELDS: ReadonlySet<string> = new Set(['ItemReader', 'ItemBatcher', 'ResultWriter']);
