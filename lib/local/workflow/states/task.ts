/** Task: calls a resource and waits for its result, its task token, or a timeout. */
import type { Timer } from '../../scheduler.ts';
import { WorkflowFailure } from '../failure.ts';
import { stateData } from '../languages.ts';
import { dataLimitExceeded, isTooLarge } from '../limits.ts';
import { recordEnded, recordStarted, recordSubmitted } from '../task-events.ts';
import type { TaskOutcome, TaskRequest, TaskResource } from '../task-runner.ts';
import { Tokens } from '../tokens.ts';
import type { Exit, Visit } from '../visit.ts';

type Ending = TaskOutcome | { readonly ok: false; readonly timedOut: 'timeout' | 'heartbeat' };

export async function runTask(visit: Visit): Promise<Exit> {
  const { state, scope } = visit;
  const { resource } = state;
  if (!resource) throw new WorkflowFailure('States.Runtime', `The state '${state.name}' has no resource`);
  const { execution } = scope;
  const token = Tokens.create(execution.arn, execution.nextTokenOrdinal());
  if (resource.kind === 'integration' && resource.pattern !== 'request') visit.token = token;
  const data = stateData(state);
  const input = await data.input(visit);
  const timeoutSeconds = await data.number(visit, input, 'TimeoutSeconds');
  const heartbeatSeconds = await data.number(visit, input, 'HeartbeatSeconds');
  const given = await data.arguments(visit, input);
  // Developer Guide, "Handling errors", States.DataLimitExceeded: the input of a state after its Parameters were applied. [D]
  if (isTooLarge(given)) throw dataLimitExceeded(state.name);
  const request: TaskRequest = {
    ...{ resource, token, timeoutSeconds, heartbeatSeconds, stateName: state.name, mapIndexes: scope.mapIndexes },
    ...{ executionArn: execution.arn, roleArn: execution.roleArn, arguments: given },
  };
  recordStarted(scope, request);
  const outcome = limited(resource, await perform(visit, request));
  recordEnded(scope, resource, outcome);
  if ('timedOut' in outcome)
    throw new WorkflowFailure('States.Timeout', undefined, outcome.timedOut === 'heartbeat' ? ['States.HeartbeatTimeout'] : []);
  if (!outcome.ok) throw new WorkflowFailure(outcome.error, outcome.cause);
  return data.exit(visit, input, outcome.output);
}

/** Starts the task as an event of its own and parks until it ends. */
function perform(visit: Visit, request: TaskRequest): Promise<Ending> {
  const { state, scope } = visit;
  const { scheduler, activity, tokens, runner, arn, machineArn } = scope.execution;
  return activity.park<Ending>(scope.cancellation, (resume) => {
    const timers = new Map<string, Timer>();
    let over = false;
    const finish = (ending: Ending): Promise<void> => {
      resume(ending);
      return activity.idle();
    };
    const limit = (kind: 'timeout' | 'heartbeat', seconds: number | undefined) => {
      if (seconds === undefined) return;
      timers.get(kind)?.cancel();
      timers.set(
        kind,
        scheduler.after(seconds * 1_000, `${kind} ${state.name}`, () => finish({ ok: false, timedOut: kind })),
      );
    };
    tokens.register(request.token, {
      executionArn: arn,
      machineArn,
      // From here on the token is spent and no timeout can overtake the answer.
      complete: (outcome) => {
        tokens.close(request.token);
        for (const timer of timers.values()) timer.cancel();
        scheduler.after(0, `task token ${state.name}`, () => finish(outcome));
      },
      heartbeat: () => limit('heartbeat', request.heartbeatSeconds),
    });
    limit('timeout', request.timeoutSeconds);
    limit('heartbeat', request.heartbeatSeconds);
    const start = scheduler.after(0, `task ${state.name}`, async () => {
      const begun = await runner.start(request);
      if (over) return;
      if (begun.kind === 'submitted') recordSubmitted(scope, request.resource, begun.output);
      if (begun.kind === 'ended') await finish(begun.outcome);
    });
    return () => {
      over = true;
      start.cancel();
      for (const timer of timers.values()) timer.cancel();
      tokens.close(request.token);
    };
  });
}

/** A result above 256 KiB fails the task. Text recorded on AWS. */
function limited(resource: TaskResource, ending: Ending): Ending {
  if (!ending.ok || !isTooLarge(ending.output)) return ending;
  const { error, causeText } = dataLimitExceeded(resource.kind === 'integration' ? resource.service : resource.arn);
  return { ok: false, error, cause: causeText };
}
