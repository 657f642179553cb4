/** Firing findings of a round: repeated ones are counted, the others find their incident, and every alert is written last. */
import { type Alert, seenAgainMs } from '#kernel/alert.ts';
import { tellOfGrowth } from '#kernel/growth.ts';
import type { Draft } from './draft.ts';
import { type Firing, firingOf, type Placed } from './firing.ts';
import { type Fold, foldFiring, foldSeen, isRedelivered, judge, type Outcome } from './fold.ts';
import { type Known, knownOf } from './known.ts';
import type { RouteMemory } from './memory.ts';
import { mergeBridged } from './merge-bridged.ts';
import { place } from './place.ts';
import type { RoutePolicy, RoutePorts } from './ports.ts';
import { settleWritten } from './settle-written.ts';
import type { Turn } from './turns.ts';
import { remember, writeDraft } from './write-draft.ts';

/** Outcomes by finding id. */
export type Outcomes = Map<string, Outcome>;

const note = (outcomes: Outcomes, { findings, outcomes: each }: Pick<Fold, 'findings' | 'outcomes'>): void => {
  for (const [index, { id }] of findings.entries()) outcomes.set(id, each[index] ?? 'duplicate');
};

/** An alert counts as firing while its incident is open. */
const isLive = async (known: Known, alert: Alert | undefined): Promise<boolean> => {
  if (alert?.status !== 'firing' || alert.returning === true || alert.incidentId === undefined) return false;
  const incident = await known.incident(alert.incidentId);
  return incident !== undefined && incident.status !== 'resolved';
};

/** Nothing changes: counted in memory, written when what is written grows old. */
const takeSeen = async (ports: RoutePorts, memory: RouteMemory, alert: Alert, fold: Omit<Fold, 'unwritten'>): Promise<void> => {
  const { fingerprint } = alert;
  if (fold.now - alert.lastSeenAt < seenAgainMs) memory.addUnwritten(fingerprint, fold.findings);
  else await ports.store.putAlert(foldSeen(alert, { ...fold, unwritten: memory.takeUnwritten(fingerprint) }));
};

/** Says beforehand that a recovered alert fires again, so that nobody closes its incident as recovered meanwhile. */
const announce = async (ports: RoutePorts, placed: Placed): Promise<Alert | undefined> => {
  const { alert, way } = placed;
  if (alert === undefined || way === 'live') return alert;
  // A new episode: also where an alert fires on in an incident that has ended.
  if (way !== 'again') return { ...alert, status: 'resolved' };
  const { resolvedAt: _, ...rest } = alert;
  await ports.store.putAlert({ ...rest, status: 'firing', returning: true, version: alert.version + 1 });
  return { ...alert, status: 'resolved', version: alert.version + 1 };
};

/** Whoever takes care of the incident, or waits out a silence, is to hear that something critical came to it. */
const tellIfGrown = async (ports: RoutePorts, { id, before, placed }: Draft): Promise<void> => {
  const critical = placed.find(({ lead }) => lead.severity === 'critical');
  if (before === undefined || critical === undefined) return;
  await tellOfGrowth(ports, { incidentId: id, causeId: critical.lead.id, title: critical.lead.title });
};

/** An alert that is written, and for which incident. */
interface Written {
  readonly incidentId: string;
  readonly fingerprint: string;
}

/** What turns come to: alerts that look for their incident, and incidents whose end an interruption may have left unfinished. */
interface Judged {
  readonly firings: readonly Firing[];
  readonly interrupted: readonly Written[];
}

/** Judges each turn; what only repeats is done with here. */
const judgeTurns = async (
  ports: RoutePorts,
  memory: RouteMemory,
  known: Known,
  turns: readonly Turn[],
  alerts: ReadonlyMap<string, Alert>,
  policy: RoutePolicy,
  outcomes: Outcomes,
): Promise<Judged> => {
  const now = ports.clock.now();
  const firings: Firing[] = [];
  const interrupted: Written[] = [];
  for (const { fingerprint, findings } of turns) {
    const alert = alerts.get(fingerprint);
    const unsaid = findings.filter(({ id }) => !outcomes.has(id));
    const fresh = unsaid.filter((finding) => !isRedelivered(alert, finding));
    for (const { id } of unsaid.filter((finding) => isRedelivered(alert, finding))) outcomes.set(id, 'redelivered');
    // An interruption may have left undone what follows the alert's own write.
    if (fresh.length < findings.length && alert?.status === 'firing' && alert.incidentId !== undefined)
      interrupted.push({ incidentId: alert.incidentId, fingerprint });
    if (fresh.length === 0) continue;
    const live = await isLive(known, alert);
    const judged = judge(fresh, live ? alert?.severity : undefined);
    const fold = { findings: fresh, outcomes: judged.outcomes, now };
    if (judged.lead !== undefined) {
      firings.push(firingOf(judged.lead, { ...fold, alert }, policy, now));
      continue;
    }
    if (live && alert !== undefined && judged.outcomes.includes('duplicate')) await takeSeen(ports, memory, alert, fold);
    note(outcomes, fold);
  }
  return { firings, interrupted };
};

/** Takes the turns; notes each finding's outcome when it is certain. What it has noted is not done again after a lost race. */
export const takeFiring = async (
  ports: RoutePorts,
  memory: RouteMemory,
  turns: readonly Turn[],
  alerts: ReadonlyMap<string, Alert>,
  policy: RoutePolicy,
  outcomes: Outcomes,
): Promise<void> => {
  const known = knownOf(ports, memory.graph);
  const now = ports.clock.now();
  const { firings, interrupted } = await judgeTurns(ports, memory, known, turns, alerts, policy, outcomes);
  const { drafts, ended, bridges } = await place(ports, known, firings, policy);
  await remember(ports, known, drafts, policy);
  const write = async (firing: Firing, alert: Alert | undefined, incidentId: string, links: Placed['links'] | undefined): Promise<void> => {
    const unwritten = memory.takeUnwritten(firing.lead.fingerprint);
    await ports.store.putAlert(foldFiring(alert, firing.lead, { ...firing, unwritten, now }, incidentId, links));
    note(outcomes, firing);
  };
  for (const draft of drafts.values()) {
    const announced: (readonly [Placed, Alert | undefined])[] = [];
    for (const placed of draft.placed) announced.push([placed, await announce(ports, placed)]);
    await writeDraft(ports, known, draft, policy);
    for (const [placed, alert] of announced) await write(placed, alert, draft.id, placed.links);
    await tellIfGrown(ports, draft);
  }
  for (const bridge of bridges) await mergeBridged(ports, bridge);
  for (const { firing, incidentId } of ended) await write(firing, firing.alert, incidentId, []);
  const written = [...interrupted, ...ended.map(({ firing, incidentId }) => ({ incidentId, fingerprint: firing.lead.fingerprint }))];
  for (const { id, placed } of drafts.values())
    written.push(...placed.map(({ lead }) => ({ incidentId: id, fingerprint: lead.fingerprint })));
  for (const [id, own] of Map.groupBy(written, ({ incidentId }) => incidentId))
    await settleWritten(
      ports,
      policy,
      id,
      own.map(({ fingerprint }) => fingerprint),
    );
};
