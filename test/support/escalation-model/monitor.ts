/** What must hold, said of messages as they are sent, of steps as they decide, and of worlds in which nothing is at work. It shares no code with the steps. */
import { type EscalationLevel, escalationLevels, type Incident, type NotificationReason } from '#kernel/incident.ts';
import type { Json } from '#lib/local/workflow/engine.ts';
import type { BreachOf } from '../workflow-model/explore.ts';
import { isSuppressed, type Making } from './environment.ts';
import { blankLedger, type Ledger } from './ledger.ts';
import { due, minute, repeats, waits } from './policy.ts';
import { type Decision, incidentId, incidentOf, type Running, runningOf, speaksFor, type World } from './world.ts';

/** By name. */
const invariants = [
  'nobody due is missed',
  'whoever is due at that moment hears',
  'no level is left out',
  'a level has all of its time',
  'nobody is told twice for one level',
  'nobody is paged after a resolution',
  'an acknowledgement stops the clock',
  'an acknowledgement goes stale',
  'nobody is told while it is suppressed',
  'those who were told hear how it goes on',
  'only a reopening undoes a resolution',
  'what a person resolved stays resolved',
  'at most one execution speaks for an incident',
  'every message has its reason on record',
  'it always ends',
] as const;
export type Invariant = (typeof invariants)[number];

export type Breach = BreachOf<Invariant>;

export interface Message {
  readonly notificationReason: NotificationReason;
  readonly recipients: readonly string[];
  readonly causeId: string;
  readonly text: string;
}

/** Messages that ask somebody to act; the others tell those who were asked how it went. */
const pages: readonly NotificationReason[] = [
  ...(['incident_opened', 'reopened', 'escalated', 'critical', 'reminder'] as const),
  ...(['acknowledgement_stale', 'unanswered', 'alert_joined'] as const),
];

const levelOf = (reason: NotificationReason): EscalationLevel | undefined =>
  (({ incident_opened: 'new', reopened: 'new', escalated: 'escalated', critical: 'critical', reminder: 'critical' }) as const)[
    reason as 'escalated'
  ];

const rank = (level: EscalationLevel | undefined): number => (level === undefined ? -1 : escalationLevels.indexOf(level));
const includesAll = (all: readonly string[], some: readonly string[]): boolean => some.every((each) => all.includes(each));
const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])].sort();

type Complaint = (invariant: Invariant, says: string) => void;

/** What was decided must have been right when it was decided; it may arrive a moment later. */
const judgeDecision = ({ notificationReason: reason, text }: Message, { status, suppressed }: Decision, complain: Complaint): void => {
  if (text === '') complain('every message has its reason on record', `${reason} says nothing`);
  if (!pages.includes(reason)) return;
  if (status === 'resolved') complain('nobody is paged after a resolution', `${reason} of a resolved incident`);
  if (status === 'acknowledged' && reason !== 'alert_joined')
    complain('an acknowledgement stops the clock', `${reason} while alex takes care`);
  if (suppressed) complain('nobody is told while it is suppressed', reason);
};

const pageKey = ({ notificationReason: reason }: Message, { pages: before }: Ledger): string =>
  reason === 'reminder' ? `reminder ${before.filter((each) => each.startsWith('reminder')).length + 1}` : (levelOf(reason) ?? reason);

const judgeLevel = (message: Message, level: EscalationLevel, { onCall }: Decision, world: World, complain: Complaint): void => {
  const { ledger, now } = world;
  const { notificationReason: reason, recipients } = message;
  const people = due(level, onCall);
  if (!includesAll(people, recipients) || !includesAll(recipients, people))
    complain('whoever is due at that moment hears', `${reason} to ${recipients.join(', ')} instead of ${people.join(', ')}`);
  const key = pageKey(message, ledger);
  if (ledger.pages.includes(key) || key > `reminder ${repeats}`) complain('nobody is told twice for one level', key);
  const again = ledger.clock === undefined && rank(level) === rank(ledger.reached);
  const follows = reason === 'reminder' ? ledger.reached === 'critical' : rank(level) === rank(ledger.reached) + 1;
  if (!follows && !again) complain('no level is left out', `${reason} after ${ledger.reached ?? 'nothing'}`);
  if (ledger.clock === undefined || ledger.reached === undefined) return;
  const minutes = Math.round((now - ledger.clock) / minute);
  if (minutes < waits[ledger.reached])
    complain('a level has all of its time', `${reason} ${minutes} minutes after ${ledger.reached}, which has ${waits[ledger.reached]}`);
};

/** Level pages are written down with the words people read; whoever hears because of a shift hears so. */
const judgeRecord = (message: Message, world: World, decision: Decision, complain: Complaint): void => {
  const { notificationReason: reason, causeId, text } = message;
  const level = levelOf(reason);
  if (level === undefined) return;
  if (level !== 'critical' && !text.includes(`${decision.onCall} is on call for primary`))
    complain('every message has its reason on record', `${reason} does not say why ${decision.onCall} hears`);
  if (reason !== 'escalated' && reason !== 'critical') return;
  const entries = [...world.store.contents.entries.values()];
  if (!entries.some((entry) => entry.kind === 'escalated' && entry.causeId === causeId && entry.reason === text))
    complain('every message has its reason on record', `${reason} is in no timeline`);
};

const judgeOthers = (
  { notificationReason: reason, recipients }: Message,
  { ledger }: World,
  { onCall }: Decision,
  complain: Complaint,
): void => {
  const level = ledger.reached ?? 'new';
  if (reason === 'acknowledgement_stale' && !includesAll(recipients, due(level, onCall)))
    complain('whoever is due at that moment hears', `${reason} to ${recipients.join(', ')}`);
  if (!includesAll(recipients, ledger.told))
    complain('those who were told hear how it goes on', `${reason} to ${recipients.join(', ')}, told were ${ledger.told.join(', ')}`);
  if (reason === 'resolved' && ledger.told.length === 0 && ledger.owed === 'no')
    complain('nobody is told while it is suppressed', 'people who were left in peace hear that it is over');
  if (
    reason === 'unanswered' &&
    ledger.pages.filter((each) => each.startsWith('reminder')).length !== repeats &&
    ledger.clock !== undefined
  )
    complain('no level is left out', 'unanswered without all reminders');
};

const written = (message: Message, { ledger, now, ...world }: World): Ledger => {
  const { notificationReason: reason, recipients } = message;
  const level = levelOf(reason) ?? (reason === 'acknowledgement_stale' ? (ledger.reached ?? 'new') : undefined);
  const page = levelOf(reason) === undefined ? [] : [pageKey(message, ledger)];
  return {
    ...ledger,
    told: union(ledger.told, recipients),
    pages: [...ledger.pages, ...page],
    ...(level === undefined ? {} : { clock: now, reached: rank(level) > rank(ledger.reached) ? level : ledger.reached }),
    unanswered: ledger.unanswered || reason === 'unanswered',
    farewell: ledger.farewell || reason === 'resolved',
    growth: reason === 'alert_joined' ? (incidentOf({ ...world, ledger, now }).growth?.causeId ?? ledger.growth) : ledger.growth,
  };
};

/** Stands for notify: sends a message once, remembers it, and writes it down as notify does. */
export const sayMessage = (making: Making, run: Running, message: Message): void => {
  const { world } = making;
  const key = `${message.notificationReason}/${message.causeId}`;
  if (world.ledger.sent.includes(key)) return;
  const complain: Complaint = (invariant, says) => making.breaches.push({ invariant, says });
  const { decision } = run;
  if (decision === undefined) throw new Error(`${key} was decided by nobody`);
  judgeDecision(message, decision, complain);
  void world.store.record({
    ...{ incidentId, at: world.now, kind: 'notified', causeId: key, by: 'notify', reason: message.text },
    detail: { notificationReason: message.notificationReason, recipients: message.recipients.join(', ') },
  });
  // What an execution had decided before its incident was opened again is no part of what is told since.
  if (!speaksFor(run, incidentOf(world))) {
    const isOver = incidentOf(world).status === 'resolved';
    const owed = isOver ? 'perhaps' : message.notificationReason === 'resolved' ? 'no' : 'yes';
    making.change({ ledger: { ...world.ledger, owed, sent: [...world.ledger.sent, key].slice(-8) } });
    return;
  }
  const level = levelOf(message.notificationReason);
  if (level === undefined) judgeOthers(message, world, decision, complain);
  else judgeLevel(message, level, decision, world, complain);
  judgeRecord(message, world, decision, complain);
  making.change({ ledger: { ...written(message, world), sent: [...world.ledger.sent, key].slice(-8) } });
};

/** A step has decided: what it holds back is written down. */
export const witnessStep = async (making: Making, run: Running, result: Json): Promise<void> => {
  const { outcome } = result as { readonly outcome?: string };
  const { action } = run.standing.payload as { readonly action?: string };
  const { world } = making;
  const held = outcome === 'suppressed' || (action === 'grown' && outcome === 'hold_quietly' && isSuppressed(world));
  if (!held) return;
  const entries = [...world.store.contents.entries.values()];
  if (
    !entries.some(
      ({ kind, detail, reason }) =>
        kind === 'suppressed' && Number(detail?.['until']) > world.now && detail?.['reason'] !== undefined && reason !== '',
    )
  )
    making.breaches.push({ invariant: 'every message has its reason on record', says: `${action} holds back without a word` });
  if (action === 'grown') making.change({ ledger: { ...world.ledger, growth: incidentOf(world).growth?.causeId ?? '' } });
};

const isOwed = ({ told, owed, farewell }: Ledger): boolean => (told.length > 0 || owed === 'yes') && !farewell;

const openedAgain = (ledger: Ledger): Ledger => {
  const owed = isOwed(ledger) ? 'yes' : ledger.owed === 'perhaps' && !ledger.farewell ? 'perhaps' : 'no';
  return { ...blankLedger, sent: ledger.sent, owed };
};

/** What a happening may do to an incident, and what it means for what is told from then on. */
export const witnessChange = (before: World, making: Making, label: string): void => {
  const [then, now] = [incidentOf(before), incidentOf(making.world)];
  const { ledger } = making.world;
  if (then.status === 'resolved' && now.status !== 'resolved') {
    if (label !== 'the alert fires again')
      making.breaches.push({ invariant: 'only a reopening undoes a resolution', says: `${label}: ${now.status}` });
    else if (then.resolvedBy === 'alex') making.breaches.push({ invariant: 'what a person resolved stays resolved', says: label });
    making.change({ ledger: openedAgain(ledger) });
  } else if (then.status === 'acknowledged' && now.status === 'open') {
    const minutes = (before.now - (then.acknowledgedAt ?? 0)) / minute;
    if (minutes < waits.acknowledgement)
      making.breaches.push({ invariant: 'an acknowledgement stops the clock', says: `gone after ${minutes} minutes` });
    making.change({ ledger: { ...ledger, pages: [], clock: undefined } });
  } else if (label === 'alex acknowledges' && now.status !== 'acknowledged')
    making.breaches.push({ invariant: 'an acknowledgement stops the clock', says: `it is ${now.status}` });
};

const waitOf = ({ standing }: Running): string => String((standing.payload as { readonly waitingFor?: string }).waitingFor);

const silencesOf = ({ standing }: Running): string => String((standing.payload as { readonly silences?: string }).silences ?? '');

/** An open incident: its one execution waits for an answer as long as its level has, or for the end of what suppresses it. */
const judgeOpen = (world: World, run: Running | undefined, complain: Complaint): void => {
  const { ledger, now } = world;
  if (run === undefined) {
    if (!ledger.unanswered) complain('nobody due is missed', 'it is open, and no execution speaks for it');
    return;
  }
  const wait = waitOf(run);
  if (wait === 'answer') {
    const allowed = waits[ledger.reached ?? 'new'] * minute;
    if (ledger.clock === undefined) complain('nobody due is missed', 'a level waits that nobody was told of');
    else if (run.deadline > ledger.clock + allowed) complain('nobody due is missed', 'the level waits longer than it may');
    else if (run.deadline < ledger.clock + allowed) complain('a level has all of its time', 'the level waits less than it may');
  } else if (wait === 'suppression') {
    // An edited policy wakes nobody: it is looked at when the window would have ended.
    const calledOff = world.maintenanceStart === undefined && silencesOf(run) === '' && run.deadline - now <= waits.maintenance * minute;
    if (!isSuppressed(world) && !calledOff) complain('nobody due is missed', 'what suppressed it is over, and it still waits');
  } else complain('an acknowledgement goes stale', 'it is open, and waits for a resolution');
};

/** Whoever hears of an alert that joined hears in the same words who takes care. */
export const heardOf = (acknowledgedAt: number, { sent }: Ledger): boolean =>
  sent.some((key) => key.startsWith('alert_joined/') || (key.startsWith('acknowledged/') && key.endsWith(`/${acknowledgedAt}`)));

const judgeAcknowledged = (world: World, run: Running | undefined, incident: Incident, complain: Complaint): void => {
  const { ledger } = world;
  // After the last reminder there is no clock to stop any more.
  if (run === undefined) {
    if (!ledger.unanswered) complain('an acknowledgement goes stale', 'no execution is left');
    return;
  }
  if (waitOf(run) !== 'resolution') {
    complain('an acknowledgement stops the clock', `it still waits for ${waitOf(run)}`);
    return;
  }
  const acknowledgedAt = incident.acknowledgedAt ?? 0;
  if (run.deadline !== acknowledgedAt + waits.acknowledgement * minute)
    complain('an acknowledgement goes stale', 'it waits for another time');
  if (ledger.told.length > 0 && !heardOf(acknowledgedAt, ledger))
    complain('those who were told hear how it goes on', 'nobody heard that alex takes care');
  if (incident.growth !== undefined && incident.growth.causeId !== ledger.growth)
    complain('nobody due is missed', 'alex did not hear of the alert that joined');
};

/** Breaches by a world as it stands. */
export const judgeWorld = (world: World, complain: Complaint): void => {
  const running = runningOf(world);
  const incident = incidentOf(world);
  if (running.filter((run) => speaksFor(run, incident)).length > 1 || running.filter(({ phase }) => phase === 'waiting').length > 1)
    complain('at most one execution speaks for an incident', running.map(({ name }) => name).join(', '));
  for (const run of world.runs)
    if (run.kind === 'over' && run.error !== undefined && run.error !== 'Unanswered')
      complain('it always ends', `${run.name} failed: ${run.error}`);
  if (running.some(({ phase }) => phase === 'calling')) return;
  if (running.some((run) => !speaksFor(run, incident)))
    complain('at most one execution speaks for an incident', 'one waits that has nothing to say any more');
  const run = running.find((each) => speaksFor(each, incident));
  if (incident.status === 'open') judgeOpen(world, run, complain);
  else if (incident.status === 'acknowledged') judgeAcknowledged(world, run, incident, complain);
  else {
    if (running.length > 0) complain('it always ends', `it is resolved, and ${running[0]?.standing.state} goes on`);
    else if (isOwed(world.ledger) && !world.ledger.unanswered)
      complain('those who were told hear how it goes on', 'nobody heard that it is over');
  }
};
