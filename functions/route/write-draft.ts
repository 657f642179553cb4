/** Carries a draft out: what correlation remembers, the incident, the record, the workflows. Every write can be repeated. */
import { durationMs } from '#kernel/duration.ts';
import { ConflictError } from '#kernel/errors.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { silentAfterMs } from '#kernel/incidents/close-if-silent.ts';
import { rulesFor } from '#kernel/remediation-rule.ts';
import { escalationName, remediationName } from '#kernel/workflow-names.ts';
import { askOpinions } from './ask-opinions.ts';
import { type Draft, forgottenOf, grownServices, joiningOf, maxServicesRemembered, servicesIn, sketchOf, writingOf } from './draft.ts';
import { causeEntry, entriesOf, raiseEntry } from './explain.ts';
import type { Placed } from './firing.ts';
import type { Known } from './known.ts';
import type { Drafts } from './place.ts';
import type { RoutePolicy, RoutePorts } from './ports.ts';

const record = async (
  { store, clock }: RoutePorts,
  incidentId: string,
  entries: readonly Omit<TimelineEntry, 'incidentId' | 'at' | 'by'>[],
): Promise<void> => {
  for (const entry of entries) await store.record({ incidentId, at: clock.now(), by: 'route', ...entry });
};

/**
 * First of all others learn of what opens, so that of two batches that would open an incident for the same trouble one loses
 * and looks again. ConflictError then.
 */
export const remember = async (ports: RoutePorts, known: Known, drafts: Drafts, policy: RoutePolicy): Promise<void> => {
  const now = ports.clock.now();
  const windowMs = durationMs(policy.correlation.window);
  const byEnvironment = Map.groupBy(drafts.values(), ({ environment }) => environment);
  for (const [environment, own] of byEnvironment) {
    const recent = await known.recent(environment);
    const added = own.filter(({ sketch }) => sketch === undefined);
    if (added.length > 0)
      await ports.store.addRecent(
        environment,
        recent.version,
        added.map((draft) => sketchOf(draft, grownServices(draft, windowMs), now)),
        forgottenOf(recent.incidents, added.length, policy, now),
      );
    if (servicesIn(recent.incidents) >= maxServicesRemembered) continue;
    for (const draft of own) {
      const grown = draft.sketch === undefined ? [] : grownServices(draft, windowMs);
      if (grown.length > 0) await ports.store.growRecent(environment, draft.id, grown);
    }
  }
};

const writeIncident = async (ports: RoutePorts, known: Known, draft: Draft, policy: RoutePolicy): Promise<Incident | undefined> => {
  const now = ports.clock.now();
  const graph = await known.graph(draft.environment);
  const writing = writingOf(draft, graph, policy, now);
  if (draft.before === undefined) {
    const holder = await ports.store.claimGroup(draft.group.id, draft.id);
    if (holder !== draft.id) throw new ConflictError('Another incident holds the group.', { reason: 'group' });
  }
  // Groups that came in through ties go on to join this incident, when nobody holds them.
  const groups = new Set(draft.placed.filter(({ way }) => way === 'linked').map(({ group }) => group.id));
  // One that was opened again and interrupted may not hold its own.
  if (draft.before !== undefined && draft.placed.some(({ way }) => way === 'again')) groups.add(draft.before.groupId);
  for (const group of groups) await ports.store.claimGroup(group, draft.id);
  // Before the incident: whoever dies in between leaves a void timer, not an incident that nobody looks after.
  if (writing?.kind === 'put' && draft.before === undefined && !writing.incident.escalating)
    await ports.watch(draft.id, now + Math.max(...draft.placed.map(({ lead }) => silentAfterMs(lead, policy.routes))));
  if (writing?.kind === 'put') {
    await record(ports, draft.id, raiseEntry(draft, writing.incident));
    await ports.store.putIncident(writing.incident);
    await record(ports, draft.id, causeEntry(draft, writing.incident));
    return writing.incident;
  }
  if (writing?.kind === 'join') await ports.store.joinIncident(draft.id, writing.alerts, now);
  return draft.before;
};

/** Critical goes to people, and what policy has a runbook for to that; the names make a repeated start harmless. */
const startWorkflows = async (
  { store, workflows }: RoutePorts,
  draft: Draft,
  isListed: (placed: Placed) => boolean,
  policy: RoutePolicy,
): Promise<void> => {
  const critical = draft.placed.filter(({ lead }) => lead.severity === 'critical');
  // An alert that is back may have opened the incident again, and been interrupted before the escalation began.
  const isBack = draft.before?.escalating === true && draft.placed.some(({ way }) => way === 'again');
  if (critical.length > 0 || isBack) {
    // Read after joining: it may have been closed and opened again since the batch read it, and has another escalation then.
    const { reopenCount } = (draft.before === undefined ? undefined : await store.incident(draft.id)) ?? {};
    await workflows.start('escalation', escalationName(draft.id, reopenCount), { incidentId: draft.id });
  }
  for (const placed of draft.placed) {
    const { fingerprint, severity } = placed.lead;
    if (isListed(placed) && rulesFor(placed.lead, policy.remediations).length > 0)
      await workflows.start('remediation', remediationName(draft.id, fingerprint), { incidentId: draft.id, fingerprint, severity });
  }
};

/** Writes the incident, starts what must start, and explains. ConflictError when somebody else was faster: decide again. */
export const writeDraft = async (ports: RoutePorts, known: Known, draft: Draft, policy: RoutePolicy): Promise<void> => {
  const incident = await writeIncident(ports, known, draft, policy);
  const listed = new Set([...(draft.before?.alerts ?? []), ...joiningOf(draft)]);
  const isListed = ({ lead }: Placed): boolean => listed.has(lead.fingerprint);
  await record(ports, draft.id, entriesOf(draft, isListed));
  if (incident?.status === 'resolved') return;
  await startWorkflows(ports, draft, isListed, policy);
  await askOpinions(ports, draft.id, draft.placed.filter(isListed));
};
