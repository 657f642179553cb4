/** The history a task leaves: functions, activities and service integrations each have their own event types. */
import { errorDetails } from './error-details.ts';
import type { Json, JsonObject } from './json.ts';
import type { TaskOutcome, TaskRequest, TaskResource } from './task-runner.ts';
import type { Scope } from './visit.ts';

type Ending = TaskOutcome | { readonly ok: false; readonly timedOut: string };

const PREFIX = { function: 'LambdaFunction', activity: 'Activity', integration: 'Task' } as const;

const add = (scope: Scope, type: string, details?: JsonObject) => scope.execution.history.add(scope.position, type, details);

/** `resourceType` and `resource`, as every Task… event has them. */
const named = (resource: TaskResource): JsonObject =>
  resource.kind === 'integration' ? { resourceType: resource.service, resource: resource.action } : {};

export function recordStarted(scope: Scope, task: TaskRequest): void {
  const { resource } = task;
  const limits = {
    ...(task.timeoutSeconds === undefined ? {} : { timeoutInSeconds: task.timeoutSeconds }),
    ...(task.heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: task.heartbeatSeconds }),
  };
  const text = JSON.stringify(task.arguments);
  if (resource.kind === 'integration') {
    add(scope, 'TaskScheduled', { ...named(resource), region: scope.execution.region, parameters: text, ...limits });
    add(scope, 'TaskStarted', named(resource));
    return;
  }
  add(scope, `${PREFIX[resource.kind]}Scheduled`, { resource: resource.arn, input: text, inputDetails: { truncated: false }, ...limits });
  add(scope, `${PREFIX[resource.kind]}Started`);
}

export function recordSubmitted(scope: Scope, resource: TaskResource, output: Json): void {
  add(scope, 'TaskSubmitted', { ...named(resource), output: JSON.stringify(output), outputDetails: { truncated: false } });
}

export function recordEnded(scope: Scope, resource: TaskResource, ending: Ending): void {
  const prefix = PREFIX[resource.kind];
  if (ending.ok)
    add(scope, `${prefix}Succeeded`, { ...named(resource), output: JSON.stringify(ending.output), outputDetails: { truncated: false } });
  else if ('timedOut' in ending) add(scope, `${prefix}TimedOut`, { ...named(resource), ...errorDetails('States.Timeout', undefined) });
  else add(scope, `${prefix}Failed`, { ...named(resource), ...errorDetails(ending.error, ending.cause) });
}
