/** What can happen next in a world, each as one event: a step and what goes wrong with it, a wait's end, a job's end, a person's word, an alert. */
import { stopRoutes } from '#functions/respond/stop-routes.ts';
import { resolve } from '#kernel/answers.ts';
import type { Json } from '#lib/local/workflow/engine.ts';
import { type Making, seeAlerts, type Trouble } from './environment.ts';
import { witnessLook, witnessMessage } from './monitor.ts';
import type { SystemJob } from './system.ts';
import { actionOf, approvers, author, incidentId, payloadOf, type Running, runningOf, second, taskOf, type World } from './world.ts';

export interface Happening {
  readonly label: string;
  readonly happen: (making: Making) => Promise<void>;
}

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;

type Outcome = { readonly ok: true; readonly output: Json } | { readonly ok: false; readonly error: string; readonly cause: string };

const failure = (error: string, message = ''): Outcome => ({
  ok: false,
  error,
  cause: JSON.stringify({ errorType: error, errorMessage: message }),
});

const outcomeOf = async (making: Making, run: Running, trouble: Trouble): Promise<Outcome> => {
  try {
    return { ok: true, output: { StatusCode: 200, Payload: json(await making.call(run, trouble)) } };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failure(error.name, error.message);
  }
};

/** The same call once more, under a token of its own where it waits for one. */
const again = (making: Making, run: Running): void =>
  making.update(run.name, { repeated: true, ...(taskOf(run)?.waits ? { token: making.newToken() } : {}) });

/** One delivery of a step's invocation: its effect, and what the workflow hears of it. */
const invoke = async (making: Making, run: Running, trouble: Trouble, heard: 'heard' | 'lost' | 'lost for good'): Promise<void> => {
  const outcome = await outcomeOf(making, run, trouble);
  const now = making.running(run.name);
  if (now === undefined) return;
  const waits = taskOf(run)?.waits === true;
  if (waits && now.answer !== undefined) return making.go(now, { ok: true, output: now.answer });
  // What could not be written down is tried again by the workflow's Retry.
  if (heard === 'lost' || trouble.unrecorded === true) return again(making, run);
  if (heard === 'lost for good') making.change({ unheard: true });
  const ending = heard === 'lost for good' ? failure('Lambda.Unknown') : outcome;
  if (waits && ending.ok) return making.update(run.name, { phase: 'waiting' });
  await making.go(now, ending);
  if (actionOf(run) === 'follow') witnessLook(making, run);
};

const say = async (making: Making, run: Running): Promise<void> => {
  const { notificationReason, text } = payloadOf(run);
  witnessMessage(making, run, String(notificationReason), String(text));
  making.change({ told: [...new Set([...making.world.told, `${run.name} ${notificationReason}`])] });
  await making.go(run, { ok: true, output: { StatusCode: 200, Payload: { delivered: 1 } } });
};

const calling: ReadonlySet<string> = new Set(['foresee', 'dry_run', 'launch', 'look_up', 'follow', 'stop', 'undo']);
const starting: ReadonlySet<string> = new Set(['dry_run', 'launch', 'undo']);

/** What can go wrong with a step, one thing at a time. */
const troublesOf = (run: Running): readonly Happening[] => {
  const action = actionOf(run);
  const name = `"${run.at.state}"`;
  const goes = (label: string, trouble: Trouble, heard: Parameters<typeof invoke>[3] = 'heard'): Happening => ({
    label: `${name}, ${label}`,
    happen: async (making) => {
      making.change({ faultsLeft: making.world.faultsLeft - 1 });
      await invoke(making, run, trouble, heard);
    },
  });
  const dies: Happening = {
    label: `${name}, which dies before it does anything`,
    happen: async (making) => {
      making.change({ faultsLeft: making.world.faultsLeft - 1, unheard: true });
      await making.go(run, failure('Lambda.Unknown'));
    },
  };
  return [
    ...(run.repeated ? [] : [goes('whose result is lost', {}, 'lost')]),
    ...(action === 'await_approval' || action === 'match' ? [] : [goes('whose result is lost for good', {}, 'lost for good')]),
    ...(calling.has(action) ? [goes('whose target is down', { fate: 'down' })] : []),
    ...(starting.has(action)
      ? [
          goes('which is not answered and not done', { fate: 'unanswered before' }),
          goes('which is not answered and done', { fate: 'unanswered after' }),
          goes('which is not answered and done a minute later', { fate: 'late' }),
          goes('whose function dies on the way to a late start', { fate: 'late' }, 'lost'),
          goes('which is refused', { fate: 'refused' }),
          goes('which cannot be written down', { unrecorded: true }),
          dies,
        ]
      : []),
  ];
};

const stepsOf = (run: Running, { faultsLeft }: World): readonly Happening[] => {
  if (run.phase !== 'calling') return [];
  const label = `"${run.at.state}"`;
  if (actionOf(run) === 'notify') return [{ label, happen: (making) => say(making, run) }];
  const step: Happening = { label, happen: (making) => invoke(making, run, {}, 'heard') };
  return faultsLeft > 0 ? [step, ...troublesOf(run)] : [step];
};

/** Time passes up to what is due next; it stands still while a function is at work. */
const timersOf = (world: World): readonly Happening[] => {
  const running = runningOf(world);
  const next = Math.min(...running.map(({ deadline }) => deadline));
  if (running.some(({ phase }) => phase === 'calling') || !Number.isFinite(next)) return [];
  return running
    .filter(({ deadline }) => deadline === next)
    .map((run) => ({
      label: `${(next - world.now) / second} s pass, "${run.at.state}" is over`,
      happen: async (making: Making) => {
        making.change({ now: next });
        await making.go(run, 'timeout');
      },
    }));
};

/** How a job ends, and how it obeys, counts when somebody looks at it or stops it, so it is let happen right before. */
const jobsOf = (world: World): readonly Happening[] => {
  const reads = runningOf(world).find((run) => actionOf(run) === 'follow' || actionOf(run) === 'stop');
  const jobId = reads === undefined ? undefined : payloadOf(reads)['jobId'];
  const job = world.jobs.find(({ id, status }) => id === jobId && status === 'running');
  if (job === undefined) return [];
  const becomes = (label: string, changes: Partial<SystemJob>): Happening => ({
    label: `the ${job.purpose.replace('_', ' ')} ${label}`,
    happen: async (making) =>
      making.change({ jobs: making.world.jobs.map((each) => (each.id === job.id ? { ...each, ...changes } : each)) }),
  });
  const ends = [becomes('ends well', { status: 'succeeded' }), becomes('fails', { status: 'failed' })];
  if (job.told) return [becomes('ends well', { status: 'succeeded' }), becomes('has stopped', { status: 'cancelled' })];
  const isToldNow = reads !== undefined && actionOf(reads) === 'stop' && job.obeys !== true;
  return isToldNow ? [...ends, becomes('would stop at once', { obeys: true })] : ends;
};

/** A refusal is an answer like any other: nothing happened. */
const unlessRefused = async (work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'Problem') return false;
    throw error;
  }
};

const answersOf = (world: World): readonly Happening[] => {
  const [pending] = world.store.contents.pending.values();
  if (pending === undefined || pending.answer !== undefined || pending.expiresAt <= world.now) return [];
  const said = (making: Making, by: string) => ({ by, causeId: `request-${making.count()}`, via: 'test' });
  const yes = approvers.map((by) => ({
    label: `${by} approves${world.yes.includes(by) ? ' again' : ''}`,
    happen: async (making: Making) => {
      making.change({ yes: [...new Set([...making.world.yes, by])].toSorted() });
      await unlessRefused(() => making.machinery.answerApproval(making.respondPorts, pending.id, 'approved', said(making, by)));
    },
  }));
  const no: Happening = {
    label: `${author} rejects`,
    happen: async (making) => {
      making.change({ halted: making.world.halted ?? 'reject' });
      await unlessRefused(() => making.machinery.answerApproval(making.respondPorts, pending.id, 'rejected', said(making, author)));
    },
  };
  return [...yes, no];
};

const stopping = (world: World): Happening => {
  const everything = world.setting.stops === 'everything';
  const key = everything ? 'POST /v1/remediation/stop' : 'POST /v1/incidents/{id}/stop-remediation';
  return {
    label: everything ? 'sam stops everything' : 'sam stops it',
    happen: async (making) => {
      making.change({ halted: 'stop' });
      const route = stopRoutes.find((each) => each.key === key);
      const causeId = `request-${making.count()}`;
      const request = { routeKey: key, id: incidentId, query: {}, headers: {}, body: '{"reason":"Not now."}', causeId };
      const caller = { name: 'sam', via: 'test', trusted: false, roles: new Map() };
      await route?.answer({ ...request, identity: { kind: 'nobody' }, requestId: causeId }, making.respondPorts, caller);
    },
  };
};

/** Steps that read whether a person has stopped or ended it. */
const heeding: ReadonlySet<string> = new Set(['dry_run', 'weigh', 'launch', 'follow', 'undo', 'settle_approval']);

/** A stop or an end counts when a step reads it, and while a person is asked: at any other time it could as well come later. */
const peopleOf = (world: World): readonly Happening[] => {
  if (!runningOf(world).some((run) => run.phase === 'waiting' || heeding.has(actionOf(run)))) return [];
  const resolving: Happening = {
    label: 'sam resolves the incident',
    happen: async (making) => {
      making.change({ halted: making.world.halted ?? 'resolve' });
      const { store } = making.world;
      await resolve(
        { store, workflows: making.workflows, clock: making.clock },
        { incidentId, by: 'sam', reason: 'Rolled back.', causeId: `request-${making.count()}` },
      );
    },
  };
  const ended = world.halted === 'stop' || world.halted === 'resolve';
  return [...answersOf(world), ...(ended ? [] : [stopping(world), resolving])];
};

/** What an alert does counts when a step reads it, so it is let happen right before. */
const alertsOf = (world: World): readonly Happening[] => {
  const reading = runningOf(world).filter((run) => ['dry_run', 'weigh', 'launch', 'verify'].includes(actionOf(run)));
  return reading.flatMap((run) => {
    const alert = world.store.contents.alerts.get(run.fingerprint);
    if (alert?.status !== 'firing') return [];
    const recovers: Happening = {
      label: 'the alert recovers',
      happen: async ({ world: { store } }) => store.putAlert({ ...alert, status: 'resolved', version: alert.version + 1 }),
    };
    const seen: Happening = { label: 'the alert is seen again', happen: seeAlerts };
    return actionOf(run) === 'verify' && alert.lastSeenAt < world.now ? [recovers, seen] : [recovers];
  });
};

/** Steps that read who holds the runbook, and those between which another may come in. */
const locking: ReadonlySet<string> = new Set(['match', 'take_lock', 'launch', 'verify']);

const startsOf = (world: World): readonly Happening[] => {
  const [first] = world.runs;
  if (first?.kind !== 'running' || world.runs.length > 1 || world.setting.second === 'nobody' || !locking.has(actionOf(first))) return [];
  const another = world.setting.second === 'another alert';
  return [
    {
      label: another ? 'another alert of the service starts it too' : 'the same cause starts it again',
      happen: (making) => making.start('rem-2', another ? 'other' : first.fingerprint, incidentId),
    },
  ];
};

/** Everything that can happen next. The first is how it goes on when nobody does anything. */
export const happeningsOf = (world: World): readonly Happening[] => [
  ...runningOf(world).flatMap((run) => stepsOf(run, world)),
  ...timersOf(world),
  ...jobsOf(world),
  ...peopleOf(world),
  ...alertsOf(world),
  ...startsOf(world),
];
