/** What can happen next in a world, each as one event: a step, a timer, an answer, an alert, a change of silences, policy or shifts. */
import type { Alert } from '#kernel/alert.ts';
import { escalationName } from '#kernel/workflow-names.ts';
import type { Json } from '#lib/local/workflow/engine.ts';
import type { Making } from './environment.ts';
import { type Message, sayMessage, witnessStep } from './monitor.ts';
import { minute, waits } from './policy.ts';
import {
  incidentId,
  incidentOf,
  isAboutToClose,
  isAboutToDecide,
  type Running,
  runningOf,
  speaksFor,
  type World,
  waitsOut,
} from './world.ts';

export interface Happening {
  readonly label: string;
  readonly happen: (making: Making) => Promise<void>;
}

const tick = 5 * minute;

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;

/** One delivery of a step's invocation: its effect, and what the workflow hears of it. */
const invoke = async (making: Making, run: Running, lost: boolean): Promise<void> => {
  const { functionName, waits: waitsForToken, payload } = run.standing;
  if (functionName === 'NotifyFunction') sayMessage(making, run, payload as unknown as Message);
  const result = functionName === 'NotifyFunction' ? { delivered: 1 } : json(await making.call(run));
  if (functionName !== 'NotifyFunction') await witnessStep(making, run, result);
  const now = making.running(run.name);
  if (now === undefined) return;
  if (waitsForToken && now.answer !== undefined) return making.go(now, { ok: true, output: now.answer });
  if (lost) return making.update(run.name, { repeated: true, ...(waitsForToken ? { token: making.newToken() } : {}) });
  if (waitsForToken) return making.update(run.name, { phase: 'waiting' });
  return making.go(now, { ok: true, output: { StatusCode: 200, Payload: json(result) } });
};

const stepsOf = (run: Running): readonly Happening[] => {
  if (run.phase !== 'calling') return [];
  const step: Happening = { label: `"${run.standing.state}"`, happen: (making) => invoke(making, run, false) };
  const lost: Happening = { label: `"${run.standing.state}", whose result is lost`, happen: (making) => invoke(making, run, true) };
  return run.repeated ? [step] : [step, lost];
};

/** The trouble goes on: its alerts are seen all the time. */
const moveTo = async (making: Making, time: number): Promise<void> => {
  making.change({ now: time });
  await seeAlerts(making, time);
};

const seeAlerts = async ({ world: { store } }: Making, at: number): Promise<void> => {
  for (const alert of store.contents.alerts.values())
    if (alert.status === 'firing') await store.putAlert({ ...alert, lastSeenAt: at, version: alert.version + 1 });
};

const silenceOf = ({ silence, now }: World) => (silence !== undefined && now < silence.until ? silence : undefined);

const maintenanceEnd = ({ maintenanceStart, now }: World): number | undefined => {
  const end = (maintenanceStart ?? Number.NaN) + waits.maintenance * minute;
  return end > now ? end : undefined;
};

/** Time passes up to what is due next, or not quite so far. It stands still while a function is at work. */
const timersOf = (world: World): readonly Happening[] => {
  const running = runningOf(world);
  const next = Math.min(...running.map(({ deadline }) => deadline));
  if (running.some(({ phase }) => phase === 'calling') || !Number.isFinite(next)) return [];
  const over = running
    .filter(({ deadline }) => deadline === next)
    .map((run) => ({
      label: `${Math.round((next - world.now) / minute)} minutes pass, "${run.standing.state}" is over`,
      happen: async (making: Making) => {
        await moveTo(making, next);
        await making.go(run, 'timeout');
      },
    }));
  const soon = world.now + tick;
  return soon < next ? [...over, { label: '5 minutes pass', happen: (making) => moveTo(making, soon) }] : over;
};

const answer = (making: Making, by: string, reason: string) => ({ incidentId, by, reason, causeId: `request-${making.count()}` });

const answersOf = (world: World): readonly Happening[] => {
  const { status } = incidentOf(world);
  const labels = { open: 'alex acknowledges', acknowledged: 'alex acknowledges again', resolved: 'alex acknowledges too late' } as const;
  const acknowledging: Happening = {
    label: labels[status],
    happen: async (making) => void (await making.machinery.answers.acknowledge(making.ports, answer(making, 'alex', ''))),
  };
  const resolving = (label: string, by: string, reason: string): Happening => ({
    label,
    happen: async (making) => void (await making.machinery.answers.resolve(making.ports, answer(making, by, reason))),
  });
  if (status === 'resolved') return [acknowledging];
  return [acknowledging, resolving('alex resolves', 'alex', 'Rolled back.'), resolving('every alert recovers', 'route', 'Recovered.')];
};

/** An alert as route writes it: last, after the incident and the start of the workflow. */
export const writeAlert = async (making: Making, service: string): Promise<void> => {
  const { store, now } = making.world;
  const known = store.contents.alerts.get(service);
  const alert: Alert = {
    ...{ fingerprint: service, labels: { alertname: 'calls-fail', 'service.name': service }, status: 'firing', incidentId },
    ...{ severity: 'critical', category: 'dependency_failure', title: `${service}: calls fail`, reason: 'It says so.', count: 1 },
    ...{ firstSeenAt: now, lastSeenAt: now, recentFindings: [], folded: 1 },
    version: (known?.version ?? 0) + 1,
  };
  await store.putAlert(alert);
};

/** As route does it: the incident first, the start once more, the alert then, and what follows from it last. */
const join = async (making: Making): Promise<void> => {
  const incident = incidentOf(making.world);
  const alerts = [...new Set([...incident.alerts, 'cart'])];
  await making.world.store.putIncident({ ...incident, alerts, updatedAt: making.world.now, version: incident.version + 1 });
  await making.ports.workflows.start('escalation', escalationName(incidentId, incident.reopenCount), { incidentId });
  await writeAlert(making, 'cart');
  await making.machinery.answers.tellOfGrowth(making.ports, { incidentId, causeId: `f-${making.count()}`, title: 'cart: calls fail' });
};

const fireAgain = async (making: Making): Promise<void> => {
  const { store } = making.world;
  const ports = { ...making.ports, store };
  const causeId = `f-${making.count()}`;
  const { changed } = await making.machinery.answers.reopen(ports, {
    incidentId,
    by: 'route',
    reason: 'payment: calls fail again.',
    causeId,
  });
  if (!changed) return;
  await writeAlert(making, 'payment');
  await making.machinery.answers.tellOfGrowth(making.ports, { incidentId, causeId, title: 'payment: calls fail' });
};

const alertsOf = (world: World): readonly Happening[] => {
  const incident = incidentOf(world);
  // One earlier execution may still be on its way to its end; several would be on theirs in the same way.
  if (incident.status === 'resolved') return runningOf(world).length > 1 ? [] : [{ label: 'the alert fires again', happen: fireAgain }];
  const again: Happening = {
    label: 'the start is delivered again',
    happen: async (making) =>
      void (await making.ports.workflows.start('escalation', escalationName(incidentId, incident.reopenCount), { incidentId })),
  };
  const joins =
    world.store.contents.alerts.get('cart')?.status === 'firing' ? [] : [{ label: 'another critical alert joins', happen: join }];
  const seen = [...world.store.contents.alerts.values()].some(({ lastSeenAt }) => lastSeenAt === world.now);
  const silent: Happening = { label: 'the alerts are seen no more', happen: (making) => seeAlerts(making, world.now - 6 * minute) };
  return [again, ...joins, ...(seen && runningOf(world).some(isAboutToClose) ? [silent] : [])];
};

const silenceBegins = async (making: Making): Promise<void> => {
  const { store, now } = making.world;
  const said = { createdBy: 'sam', comment: 'Known.', updatedAt: now, version: 1 };
  const matchers = [{ name: 'alertname', operator: '=' as const, value: 'calls-fail' }];
  const [id, until] = [`s-${making.count()}`, now + waits.silence * minute];
  await store.putSilence({ id, matchers, startsAt: now, endsAt: until, ...said });
  making.change({ silence: { id, until } });
};

const silenceEnds = async (making: Making): Promise<void> => {
  const { store, now } = making.world;
  const silence = await store.silence(silenceOf(making.world)?.id ?? '');
  if (silence === undefined) return;
  await store.putSilence({ ...silence, endsAt: now, updatedAt: now, version: silence.version + 1 });
  making.change({ silence: undefined });
  const { workflows } = making.ports;
  await making.machinery.answers.wakeEscalations({ store, workflows }, { silenceId: silence.id, by: 'sam', at: now });
};

const shifts = (world: World): readonly Happening[] => {
  const next = world.onCall === 'robin' ? 'kim' : 'robin';
  return [{ label: `${next} takes over`, happen: async (making) => making.change({ onCall: next }) }];
};

const beginnings: readonly Happening[] = [
  { label: 'a silence begins', happen: silenceBegins },
  { label: 'maintenance begins', happen: async (making) => making.change({ maintenanceStart: making.world.now }) },
];

const endings = (world: World): readonly Happening[] => [
  ...(silenceOf(world) === undefined ? [] : [{ label: 'the silence is expired', happen: silenceEnds }]),
  ...(maintenanceEnd(world) === undefined
    ? []
    : [{ label: 'the maintenance is called off', happen: async (making: Making) => making.change({ maintenanceStart: undefined }) }]),
];

/**
 * What changes around an incident counts when a step reads it, so it is let happen right before such a step, and while a wait rests
 * on it: at any other time it could as well happen later. At most one thing suppresses at a time; several together are the unit tests'.
 */
const surroundingsOf = (world: World): readonly Happening[] => {
  const running = runningOf(world);
  if (incidentOf(world).status === 'resolved') return [];
  const deciding = running.some(isAboutToDecide);
  if (!deciding && !running.some(waitsOut)) return [];
  const ending = endings(world);
  const reading = deciding || running.some((run) => run.phase === 'calling');
  return [...ending, ...(reading && ending.length === 0 ? beginnings : []), ...(deciding ? shifts(world) : [])];
};

const redeliveriesOf = ({ spent }: World): readonly Happening[] =>
  spent === undefined
    ? []
    : [{ label: 'the last answer is delivered again', happen: async (making) => void (await making.complete(spent.token, spent.answer)) }];

/**
 * Everything that can happen next. The first is how it goes on when nobody does anything. An earlier execution that is still on its
 * way when the later one waits goes on before anything else happens: its steps take moments, not minutes.
 */
export const happeningsOf = (world: World): readonly Happening[] => {
  const incident = incidentOf(world);
  const running = runningOf(world);
  const earlier = running.filter((run) => !speaksFor(run, incident) && run.phase === 'calling');
  const laterWaits = running.some((run) => speaksFor(run, incident) && run.phase === 'waiting');
  if (earlier.length > 0 && laterWaits) return earlier.flatMap(stepsOf);
  return [
    ...running.flatMap(stepsOf),
    ...timersOf(world),
    ...answersOf(world),
    ...alertsOf(world),
    ...surroundingsOf(world),
    ...redeliveriesOf(world),
  ];
};
