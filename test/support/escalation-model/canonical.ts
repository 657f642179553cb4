/** A world as its future sees it: times from now on, no ids, no counters, no words, nothing that is read no more. Worlds that read the same go on the same. */
import { createHash } from 'node:crypto';
import { escalationPendingId } from '#kernel/answers.ts';
import type { Incident } from '#kernel/incident.ts';
import { isActive } from '#kernel/silence.ts';
import { heardOf } from './monitor.ts';
import { minute, waits } from './policy.ts';
import { incidentOf, isAboutToClose, isAboutToDecide, type Running, runningOf, speaksFor, type World, waitsOut } from './world.ts';

type Fields = Readonly<Record<string, unknown>>;

const ago = (time: number | undefined, now: number): number | undefined => (time === undefined ? undefined : (now - time) / minute);

/** Of the plan of a message: what it says to whom, and what the state behind it reads. */
const messagePlan = (plan: Fields) => [plan['notificationReason'], plan['recipients'], plan['waitSeconds']];

/** Of the plan of an acknowledgement: since when it holds, and what of its growth was told. */
const holdPlan = (plan: Fields, { growth, acknowledgedAt }: Incident, now: number) => [
  plan['acknowledgedAt'] === acknowledgedAt,
  ago(plan['acknowledgedAt'] as number | undefined, now),
  plan['growth'] === '',
  plan['growth'] === growth?.causeId,
];

/** Of the plan of a wait for what suppresses: what it rests on, and until when. */
const suppressedPlan = (run: Running, plan: Fields, world: World) => {
  const silence = world.store.contents.silences.get(String(plan['silences']));
  return [
    silence === undefined ? undefined : isActive(silence, world.now),
    ago(plan['until'] as number | undefined, world.now),
    run.standing.variables['due'],
  ];
};

const planOf = (run: Running, world: World, incident: Incident) => {
  const plan = (run.standing.variables['plan'] ?? {}) as Fields;
  if (waitsOut(run)) return suppressedPlan(run, plan, world);
  if (run.standing.state === 'Enter the level that waited') return run.standing.variables['due'];
  if (run.standing.functionName === 'NotifyFunction') return [messagePlan(plan), holdPlan(plan, incident, world.now)];
  return /resolution|stale/.test(run.standing.state) ? holdPlan(plan, incident, world.now) : undefined;
};

/** Who is on call when it is decided matters to messages of a level only. */
const decisionOf = ({ decision, standing }: Running) => {
  if (standing.functionName !== 'NotifyFunction' || decision === undefined) return undefined;
  const asked = !/acknowledged|resolved|unanswered|alert_joined/.test(String((standing.payload as Fields)['notificationReason']));
  return [decision.status, decision.suppressed, asked ? decision.onCall : undefined];
};

/** A token that was spent, or belongs to an earlier wait, means nothing any more. */
const pendingOf = (run: Running, { store }: World) => {
  const pending = store.contents.pending.get(escalationPendingId(run.name));
  return pending?.taskToken === run.token ? pending.detail?.['waitingFor'] : undefined;
};

/** An execution that was overtaken by a reopening: its next step ends it, whichever that is; a message it had decided on is sent. */
const earlierRunOf = ({ standing, phase, decision, answer }: Running) => {
  const { notificationReason, waitingFor } = standing.payload as Fields;
  if (notificationReason === undefined) return [phase, waitingFor === undefined, answer !== undefined];
  return [notificationReason, decision?.status, decision?.suppressed];
};

const sorted = (names: unknown): readonly string[] => (Array.isArray(names) ? names.map(String).toSorted() : []);

const runOf = (run: Running, world: World, incident: Incident) => {
  const { standing, phase, answer, deadline, repeated } = run;
  const { level, repetition, told } = standing.variables;
  const { notificationReason, causeId, waitingFor } = standing.payload as Fields;
  if (!speaksFor(run, incident)) return earlierRunOf(run);
  const isOver = incident.status === 'resolved';
  return [
    ...[standing.state, phase, repeated, waitingFor, level, isOver ? undefined : repetition, sorted(told)],
    ...[isOver && notificationReason === undefined ? undefined : planOf(run, world, incident), decisionOf(run), pendingOf(run, world)],
    Number.isFinite(deadline) && !isOver ? (deadline - world.now) / minute : undefined,
    (answer as { readonly outcome?: string } | undefined)?.outcome,
    notificationReason === undefined ? undefined : world.ledger.sent.includes(`${notificationReason}/${causeId}`),
  ];
};

/** What suppresses, as far as a step is about to read it or a wait rests on it. */
const suppressing = (world: World) => {
  const { now, maintenanceStart, silence } = world;
  if (!runningOf(world).some((run) => isAboutToDecide(run) || waitsOut(run))) return undefined;
  const maintenance = maintenanceStart === undefined ? 0 : maintenanceStart + waits.maintenance * minute - now;
  return [
    silence === undefined ? 0 : Math.max(0, silence.until - now) / minute,
    Math.max(0, maintenance / minute),
    maintenanceStart === undefined,
  ];
};

/** Whether a silence is not what whoever made it thinks. */
const isSilenceLost = ({ now, store, silence }: World): boolean => {
  const kept = store.contents.silences.get(silence?.id ?? '');
  return silence !== undefined && now < silence.until && (kept === undefined || !isActive(kept, now));
};

const alertsOf = (world: World) =>
  [...world.store.contents.alerts.values()]
    .filter(({ status }) => status === 'firing')
    .map(({ fingerprint, lastSeenAt }) => [fingerprint, runningOf(world).some(isAboutToClose) && lastSeenAt < world.now]);

/** Longer ago than the longest level waits makes no difference. */
const sinceTold = ({ ledger: { clock }, now }: World): number | undefined =>
  clock === undefined ? undefined : Math.min(waits.new, (now - clock) / minute);

/** Whoever was told since it was opened again hears of the end anyhow. */
const owedOf = ({ told, farewell, owed }: World['ledger']) => (told.length > 0 || farewell ? undefined : owed);

const ledgerOf = (world: World, { status, growth, acknowledgedAt = 0 }: Incident) => {
  const { ledger } = world;
  // A round is over with its acknowledgement; what was decided in it may still be on its way.
  const inRound = status === 'open' || runningOf(world).some(({ standing }) => standing.functionName === 'NotifyFunction');
  return [
    ...[ledger.told, ledger.reached, ledger.unanswered, ledger.farewell, owedOf(ledger)],
    ...(inRound ? [ledger.pages, sinceTold(world)] : []),
    ...(status === 'acknowledged'
      ? [growth === undefined ? undefined : growth.causeId === ledger.growth, heardOf(acknowledgedAt, ledger)]
      : []),
  ];
};

const read = (world: World) => {
  const incident = incidentOf(world);
  const { status } = incident;
  const { ledger } = world;
  const running = runningOf(world);
  const isFinal = status === 'resolved' && incident.resolvedBy === 'alex';
  // What was said before is of no account when it begins anew.
  if (status === 'resolved' && running.length === 0)
    return [isFinal, isSilenceLost(world), ledger.told.length > 0 && !ledger.farewell, owedOf(ledger)];
  return [
    ...[status, isFinal, running.map((run) => runOf(run, world, incident)), ledgerOf(world, incident)],
    world.runs.some((run) => run.kind === 'over' && speaksFor(run, incident)),
    ...(status === 'resolved' ? [] : [alertsOf(world), suppressing(world), running.some(isAboutToDecide) ? world.onCall : undefined]),
    isSilenceLost(world),
    status === 'acknowledged' ? ago(incident.acknowledgedAt, world.now) : undefined,
  ];
};

/** Equal for worlds with equal futures. */
export const canonical = (world: World): string =>
  createHash('sha1')
    .update(JSON.stringify(read(world)))
    .digest('base64');
