/** A state machine, parsed: structure is typed, fields that hold queries stay as written. */
import type { JsonObject } from './json.ts';
import type { TaskResource } from './task-runner.ts';

export type StateType = 'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';
export type QueryLanguageName = 'JSONata' | 'JSONPath';

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  readonly maxAttempts: number;
  readonly maxDelaySeconds: number;
  readonly fullJitter: boolean;
}

export interface Catcher {
  readonly errorEquals: readonly string[];
  readonly next: string;
  /** ResultPath, Output, Assign as written. */
  readonly fields: JsonObject;
}

export interface ChoiceRule {
  readonly next: string;
  /** Condition (JSONata) or the comparison (JSONPath), with Output and Assign, as written. */
  readonly fields: JsonObject;
}

export interface State {
  readonly name: string;
  readonly type: StateType;
  readonly language: QueryLanguageName;
  /** Absent in Choice, Succeed, Fail and where the state ends its branch. */
  readonly next?: string;
  /** Everything as written. */
  readonly fields: JsonObject;
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
  readonly choices: readonly ChoiceRule[];
  readonly defaultNext?: string;
  readonly branches: readonly Branch[];
  readonly processor?: Branch & { readonly distributed: boolean };
  readonly resource?: TaskResource;
}

/** A graph of states: a machine's own, a Parallel branch, or a Map's processor. */
export interface Branch {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export interface Machine extends Branch {
  readonly timeoutSeconds?: number;
  readonly comment?: string;
}

export type MachineType = 'STANDARD' | 'EXPRESS';
