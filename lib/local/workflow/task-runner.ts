/** The engine's view of what Task states call; the states service, and evaluations with scripted outcomes, implement it. */
import type { Json } from './json.ts';

/** `arn:aws:states:::<service>:<action>[.pattern]`, a function's own ARN, or an activity. */
export type TaskResource =
  | { readonly kind: 'function'; readonly arn: string }
  | { readonly kind: 'activity'; readonly arn: string }
  | {
      readonly kind: 'integration';
      readonly arn: string;
      /** `lambda`, `sqs`, `aws-sdk:s3`. */
      readonly service: string;
      /** `invoke`, with the pattern: `invoke.waitForTaskToken`. */
      readonly action: string;
      readonly pattern: 'request' | 'waitForTaskToken' | 'sync' | 'sync:2';
    };

export type TaskOutcome =
  | { readonly ok: true; readonly output: Json }
  | { readonly ok: false; readonly error: string | undefined; readonly cause: string | undefined };

export interface TaskRequest {
  readonly resource: TaskResource;
  /** Arguments or Parameters, evaluated. */
  readonly arguments: Json;
  /** Completes the task later; also `$states.context.Task.Token`. Tasks that do not wait have one too, nobody knows it. */
  readonly token: string;
  readonly stateName: string;
  readonly executionArn: string;
  readonly roleArn: string;
  /** Index of each enclosing Map iteration, outermost first. */
  readonly mapIndexes: readonly number[];
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/** What is known when the call returns. `submitted` and `running` tasks end through their token. */
export type TaskStart =
  | { readonly kind: 'ended'; readonly outcome: TaskOutcome }
  | { readonly kind: 'submitted'; readonly output: Json }
  | { readonly kind: 'running' };

export interface TaskRunner {
  /** Why this resource cannot be run here; asked when a machine is created. */
  refusal(resource: TaskResource): string | undefined;
  start(task: TaskRequest): Promise<TaskStart>;
}

/** Reads a Task's `Resource`; undefined when it is no ARN of a kind Step Functions knows. */
export function parseResource(arn: string): TaskResource | undefined {
  const integration = /^arn:[^:]+:states:[^:]*:[^:]*:(.+)$/.exec(arn)?.[1];
  if (integration === undefined) return /^arn:[^:]+:lambda:[^:]*:[^:]*:function:.+$/.test(arn) ? { kind: 'function', arn } : undefined;
  if (integration.startsWith('activity:')) return { kind: 'activity', arn };
  const colon = integration.startsWith('aws-sdk:') ? integration.indexOf(':', 8) : integration.indexOf(':');
  if (colon < 0) return undefined;
  const action = integration.slice(colon + 1);
  const suffix = /\.(waitForTaskToken|sync:2|sync)$/.exec(action)?.[1];
  const pattern = suffix === 'waitForTaskToken' || suffix === 'sync' || suffix === 'sync:2' ? suffix : 'request';
  return { kind: 'integration', arn, service: integration.slice(0, colon), action, pattern };
}
