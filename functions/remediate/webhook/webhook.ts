/** The webhook target: runs a runbook by a POST of JSON to an address of the operator's own. */
import { InputError, NotFoundError, UnknownOutcomeError, UpstreamError } from '#kernel/errors.ts';
import type { Job, Launch, Target } from '#kernel/target.ts';
import { type Receiver, type ReceiverSettings, receiverAt, type WebhookPorts } from './receiver.ts';
import { checkedKey, endedId, type Mode, readId, toJob } from './wire.ts';

interface WebhookSettings extends ReceiverSettings {
  readonly jobs: boolean;
  readonly modes: readonly Exclude<Mode, 'run'>[];
}

interface Hook extends WebhookSettings {
  readonly name: string;
  readonly receiver: Receiver;
}

const lacks = (what: string): UpstreamError =>
  new UpstreamError(`The webhook’s settings say that it keeps no runs: ${what}.`, { reason: 'no_jobs', retryable: false });

/** Another webhook may take what this one does not: the workflow knows by the reason that there is nothing to try or to take back with. */
const lacksMode = { dry_run: 'no_dry_run', undo: 'no_undo' } as const;

const start = async (hook: Hook, mode: Mode, { parameters, idempotencyKey }: Launch, more: object = {}): Promise<Job> => {
  if (mode !== 'run' && !hook.modes.includes(mode)) throw new InputError(`The webhook takes no ${mode}.`, { reason: lacksMode[mode] });
  const key = checkedKey(idempotencyKey);
  const run = await hook.receiver.start(key, { version: 1, runbook: hook.name, mode, key, parameters, ...more });
  if (hook.jobs) return toJob(key, run);
  if (run.status === 'pending' || run.status === 'running')
    throw new UnknownOutcomeError('The webhook goes on with the run, and its settings say that it cannot be followed.', {
      reason: 'no_jobs',
    });
  return toJob(endedId(run.status, key), run);
};

/** Calls the receivers that policy names. */
export const webhookTarget = (settings: Readonly<Record<string, WebhookSettings>>, ports: WebhookPorts): Target => {
  const hooks = new Map(
    Object.entries(settings).map(([name, one]): [string, Hook] => [name, { ...one, name, receiver: receiverAt(one, ports) }]),
  );
  const hookOf = (template: string): Hook => {
    const hook = hooks.get(template);
    if (hook === undefined) throw new InputError('Policy names no such webhook.', { reason: 'template' });
    return hook;
  };
  const takes = (mode: Exclude<Mode, 'run'>): boolean => [...hooks.values()].some(({ modes }) => modes.includes(mode));
  return {
    id: 'webhook',
    plan: async ({ template, idempotencyKey }) => {
      checkedKey(idempotencyKey);
      return { changes: `Asks webhook ${hookOf(template).name} to run; what it does, it alone knows.`, touches: [] };
    },
    launch: (launch) => start(hookOf(launch.template), 'run', launch),
    ...(takes('dry_run') ? { dryRun: (launch: Launch) => start(hookOf(launch.template), 'dry_run', launch) } : {}),
    ...(takes('undo')
      ? {
          undo: (launch: Launch, { jobId }: { readonly jobId: string }) =>
            start(hookOf(launch.template), 'undo', launch, { undoes: readId(jobId).key }),
        }
      : {}),
    follow: async (jobId, template) => {
      const { key, ended } = readId(jobId);
      if (ended !== undefined) return { id: jobId, status: ended };
      const hook = hookOf(template);
      if (!hook.jobs) throw lacks('it cannot be followed');
      return toJob(jobId, await hook.receiver.run(key));
    },
    lookup: async (idempotencyKey, template) => {
      const hook = hookOf(template);
      if (!hook.jobs) throw lacks('a person has to look');
      try {
        return toJob(idempotencyKey, await hook.receiver.run(checkedKey(idempotencyKey)));
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    },
    cancel: async (jobId, template) => {
      const { key, ended } = readId(jobId);
      if (ended !== undefined) return;
      const hook = hookOf(template);
      if (!hook.jobs) throw lacks('it cannot be cancelled');
      await hook.receiver.cancel(key);
    },
  };
};
