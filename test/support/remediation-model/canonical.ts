/** A world as its future sees it: times from now on, no ids, no words, nothing that is read no more. Worlds that read the same go on the same. */
import { createHash } from 'node:crypto';
import { longAgo } from './environment.ts';
import { actionOf, payloadOf, type Running, runningOf, second, type World } from './world.ts';

type Fields = Readonly<Record<string, unknown>>;

const seconds = (time: unknown, now: number): number | undefined =>
  typeof time !== 'number' || time === 0 ? undefined : Math.max(time - now, -longAgo) / second;

/** What a message says of the system. */
const saysOf = (text: unknown): readonly boolean[] =>
  ['Nothing was changed.', 'It was taken back.', 'It was not taken back', 'Perhaps it was taken back'].map((words) =>
    String(text).includes(words),
  );

/** Whether evidence speaks of the time after the job took effect: all that verification reads of the times. */
const fresh = ({ store, now }: World, { fingerprint, at }: Running) => {
  const { finishedAt, plan } = at.variables as Fields & { readonly plan?: { readonly verifySeconds?: number } };
  const { lastSeenAt = 0 } = store.contents.alerts.get(fingerprint) ?? {};
  const settle = Math.min(30, (plan?.verifySeconds ?? 0) / 2) * second;
  return typeof finishedAt !== 'number' || finishedAt === 0 ? undefined : [lastSeenAt >= finishedAt + settle, lastSeenAt === now];
};

const runOf = (run: Running, world: World) => {
  const { at, phase, deadline, repeated, answer, name } = run;
  const {
    looks,
    launches,
    died,
    phase: purpose,
    jobId,
    acted,
    undone,
    unsure,
    startedAt,
    finishedAt,
    dryRun,
    byPerson,
    stops,
  } = at.variables as Fields;
  const [pending] = world.store.contents.pending.values();
  return [
    ...[name, at.state, phase, repeated, (answer as Fields | undefined)?.['outcome']],
    ...[looks, launches, died, purpose, jobId, acted, undone, unsure, byPerson, stops, (dryRun as Fields | null | undefined)?.['ok']],
    ...[seconds(startedAt, world.now), seconds(finishedAt, world.now), fresh(world, run)],
    Number.isFinite(deadline) ? (deadline - world.now) / second : undefined,
    phase === 'waiting' ? pending?.taskToken === run.token : undefined,
    actionOf(run) === 'notify' ? saysOf(payloadOf(run)['text']) : undefined,
  ];
};

const questionsOf = ({ store, now }: World) =>
  [...store.contents.pending.values()].map(({ answer, votes, expiresAt }) => [
    answer?.outcome,
    Object.keys(votes ?? {}).toSorted(),
    answer === undefined ? Math.max(0, expiresAt - now) / second : undefined,
  ]);

/** Who holds what; for how long matters to whoever comes next only. */
const locksOf = ({ store, now, runs }: World) =>
  runs.length > 1 && runningOf({ runs } as World).length < 2
    ? undefined
    : [...store.contents.locks].filter(([name]) => name.startsWith('remediation-')).map(([, { owner, until }]) => [owner, until > now]);

const read = (world: World) => {
  const { store, now } = world;
  return [
    world.runs.map((run) => (run.kind === 'running' ? runOf(run, world) : [run.name, run.status])),
    world.jobs.map(({ by, purpose, status, appearsAt, told, obeys }) => [
      // Whether it failed or was cancelled makes no difference to what is done about it.
      ...[by, purpose, status === 'cancelled' ? 'failed' : status, Math.max(0, appearsAt - now) / second],
      ...(status === 'running' ? [told, obeys] : []),
    ]),
    [...store.contents.alerts.values()].map(({ status }) => status),
    store.contents.incidents.get('inc-1')?.status,
    [...store.contents.entries.values()]
      .filter(({ causeId }) => causeId.startsWith('rem-'))
      .map(({ causeId }) => causeId)
      .toSorted(),
    [...store.contents.deliveries].toSorted(),
    ...[questionsOf(world), locksOf(world), world.faultsLeft, world.unheard, world.halted, world.yes, world.told.toSorted()],
  ];
};

/** Equal for worlds with equal futures. */
export const canonical = (world: World): string =>
  createHash('sha1')
    .update(JSON.stringify(read(world)))
    .digest('base64');
