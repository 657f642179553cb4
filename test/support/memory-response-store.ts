/** A ResponseStore in memory; keeps every promise of the port, as the shared contract suite shows. */
import type { Alert } from '#kernel/alert.ts';
import { type AuditEntry, auditDay } from '#kernel/audit.ts';
import { compareText } from '#kernel/compare-text.ts';
import type { DeliveryRecord, HeldMessage } from '#kernel/delivery.ts';
import { ConflictError, NotFoundError } from '#kernel/errors.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { orderTimeline } from '#kernel/order-timeline.ts';
import type { Pace } from '#kernel/pace.ts';
import type {
  Correction,
  CorrelationStore,
  PendingAnswer,
  RecentIncidents,
  RemediationOutcome,
  ResponseStore,
  Stop,
} from '#kernel/ports.ts';
import type { Silence } from '#kernel/silence.ts';

interface Versioned {
  readonly version: number;
}

const copy = <Item>(item: Item | undefined): Item | undefined => (item === undefined ? undefined : structuredClone(item));

const putVersioned = <Item extends Versioned>(items: Map<string, Item>, id: string, item: Item): void => {
  if ((items.get(id)?.version ?? 0) !== item.version - 1) throw new ConflictError('Somebody else wrote first.', { reason: 'version' });
  items.set(id, structuredClone(item));
};

export interface MemoryResponseStore extends ResponseStore, CorrelationStore {
  /** Everything that was written, for assertions. */
  readonly contents: {
    readonly alerts: ReadonlyMap<string, Alert>;
    readonly incidents: ReadonlyMap<string, Incident>;
    readonly pending: ReadonlyMap<string, PendingAnswer>;
    readonly groups: ReadonlyMap<string, string>;
    readonly entries: ReadonlyMap<string, TimelineEntry>;
    readonly silences: ReadonlyMap<string, Silence>;
    /** Until: milliseconds since the epoch. */
    readonly locks: ReadonlyMap<string, { readonly owner: string; readonly until: number }>;
    /** Claimed. */
    readonly deliveries: ReadonlySet<string>;
    readonly stops: ReadonlyMap<string, Stop>;
    /** By rule, then by time and execution. */
    readonly outcomes: ReadonlyMap<string, ReadonlyMap<string, RemediationOutcome>>;
  };
}

/** An empty store, or one that goes on from what another holds without changing it. */
export const memoryResponseStore = (from?: MemoryResponseStore['contents']): MemoryResponseStore => {
  const corrections = new Map<string, Correction>();
  const alerts = new Map(from?.alerts);
  const incidents = new Map(from?.incidents);
  const groups = new Map(from?.groups);
  const entries = new Map(from?.entries);
  const pendings = new Map(from?.pending);
  const locks = new Map(from?.locks);
  const deliveries = new Set(from?.deliveries);
  const silences = new Map(from?.silences);
  const stops = new Map(from?.stops);
  const outcomes = new Map(from?.outcomes);
  const recents = new Map<string, RecentIncidents>();
  const audit = new Map<string, AuditEntry>();
  const records = new Map<string, DeliveryRecord>();
  const paces = new Map<string, Pace>();
  const heldMessages = new Map<string, HeldMessage>();
  return {
    contents: { alerts, incidents, pending: pendings, groups, entries, silences, locks, deliveries, stops, outcomes },
    alert: async (fingerprint) => copy(alerts.get(fingerprint)),
    alerts: async (fingerprints) =>
      new Map(fingerprints.flatMap((each) => (alerts.has(each) ? [[each, structuredClone(alerts.get(each) as Alert)] as const] : []))),
    putAlert: async (alert) => putVersioned(alerts, alert.fingerprint, alert),
    incident: async (id) => copy(incidents.get(id)),
    putIncident: async (incident) => putVersioned(incidents, incident.id, incident),
    joinIncident: async (id, fingerprints, now) => {
      const incident = incidents.get(id);
      if (incident === undefined || incident.status === 'resolved')
        throw new ConflictError('The incident is over.', { reason: 'incident' });
      incidents.set(id, {
        ...incident,
        alerts: [...incident.alerts, ...fingerprints],
        updatedAt: now,
        version: incident.version + 1,
      });
    },
    incidents: async ({ status, limit }) =>
      structuredClone(
        [...incidents.values()]
          .filter((incident) => status === undefined || incident.status === status)
          .sort((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1))
          .slice(0, limit),
      ),
    groupHolder: async (groupId) => groups.get(groupId),
    claimGroup: async (groupId, candidateId) => {
      if (!groups.has(groupId)) groups.set(groupId, candidateId);
      return groups.get(groupId) ?? candidateId;
    },
    releaseGroup: async (groupId, incidentId) => {
      if (groups.get(groupId) === incidentId) groups.delete(groupId);
    },
    record: async (entry) => {
      const key = JSON.stringify([entry.incidentId, entry.kind, entry.causeId]);
      if (!entries.has(key)) entries.set(key, structuredClone(entry));
    },
    timeline: async (incidentId) =>
      orderTimeline(structuredClone([...entries.values()].filter((entry) => entry.incidentId === incidentId))),
    putPending: async (pending) => {
      const { answer, votes } = pendings.get(pending.id) ?? {};
      const { votes: _votes, ...asked } = pending;
      pendings.set(
        pending.id,
        structuredClone({ ...asked, ...(votes === undefined ? {} : { votes }), ...(answer === undefined ? {} : { answer }) }),
      );
    },
    pending: async (id) => copy(pendings.get(id)),
    vote: async (id, by, at) => {
      const pending = pendings.get(id);
      if (pending === undefined) throw new NotFoundError('There is no such question.', { reason: 'pending' });
      const voted = pending.answer === undefined ? { ...pending, votes: { [by]: at, ...pending.votes } } : pending;
      pendings.set(id, voted);
      return structuredClone(voted);
    },
    stop: async (subject) => copy(stops.get(subject)),
    putStop: async (stop) => {
      if (!stops.has(stop.subject)) stops.set(stop.subject, structuredClone(stop));
    },
    dropStop: async (subject) => {
      stops.delete(subject);
    },
    outcomes: async (rule, limit) =>
      [...(outcomes.get(rule)?.values() ?? [])].toSorted((a, b) => b.at - a.at || compareText(b.execution, a.execution)).slice(0, limit),
    putOutcome: async (rule, outcome) => {
      const known = new Map(outcomes.get(rule));
      outcomes.set(rule, known.set(`${outcome.at}#${outcome.execution}`, structuredClone(outcome)));
    },
    answer: async (id, answer) => {
      const pending = pendings.get(id);
      if (pending === undefined) throw new NotFoundError('There is no such question.', { reason: 'pending' });
      if (pending.answer !== undefined) return { pending: structuredClone(pending), first: false };
      const answered = structuredClone({ ...pending, answer });
      pendings.set(id, answered);
      return { pending: structuredClone(answered), first: true };
    },
    lock: async (name, owner, now, until) => {
      const held = locks.get(name);
      if (held !== undefined && held.owner !== owner && held.until > now) return false;
      locks.set(name, { owner, until });
      return true;
    },
    claimDelivery: async (key) => {
      if (deliveries.has(key)) return false;
      deliveries.add(key);
      return true;
    },
    releaseDelivery: async (key) => {
      deliveries.delete(key);
    },
    putDelivery: async (record) => {
      records.set(JSON.stringify([record.subject, record.channel, record.key]), structuredClone(record));
    },
    deliveries: async (subject) =>
      structuredClone([...records.values()].filter((record) => record.subject === subject).sort((a, b) => a.at - b.at)),
    pace: async (name) => copy(paces.get(name)),
    putPace: async (pace) => putVersioned(paces, pace.name, pace),
    hold: async (message) => {
      const key = JSON.stringify([message.person, message.key]);
      if (!heldMessages.has(key)) heldMessages.set(key, structuredClone(message));
    },
    held: async (person) =>
      structuredClone([...heldMessages.values()].filter((message) => message.person === person).sort((a, b) => a.at - b.at)),
    releaseHeld: async (person, keys) => {
      for (const key of keys) heldMessages.delete(JSON.stringify([person, key]));
    },
    recent: async (environment) => structuredClone(recents.get(environment) ?? { version: 0, incidents: [] }),
    addRecent: async (environment, version, opened, forgotten) => {
      const known = recents.get(environment) ?? { version: 0, incidents: [] };
      if (known.version !== version) throw new ConflictError('Somebody else opened an incident first.', { reason: 'correlation' });
      const kept = known.incidents.filter(({ incidentId }) => forgotten.every((each) => each.incidentId !== incidentId));
      recents.set(environment, structuredClone({ version: version + 1, incidents: [...kept, ...opened] }));
    },
    growRecent: async (environment, incidentId, services) => {
      const known = recents.get(environment) ?? { version: 0, incidents: [] };
      const added = Object.fromEntries(services.map((each) => [each.service, each]));
      const grown = known.incidents.map((each) =>
        each.incidentId === incidentId ? { ...each, services: { ...each.services, ...added } } : each,
      );
      recents.set(environment, structuredClone({ ...known, incidents: grown }));
    },
    silence: async (id) => copy(silences.get(id)),
    silences: async () => structuredClone([...silences.values()]),
    putSilence: async (silence) => putVersioned(silences, silence.id, silence),
    corrections: async (clusterIds) =>
      new Map(
        structuredClone(
          clusterIds.flatMap((id) => [corrections.get(id)].flatMap((each) => (each === undefined ? [] : [[id, each] as const]))),
        ),
      ),
    putCorrection: async (correction) => {
      corrections.set(correction.clusterId, structuredClone(correction));
    },
    dropCorrection: async (clusterId) => {
      corrections.delete(clusterId);
    },
    recordAudit: async (entry) => {
      const key = JSON.stringify([entry.at, entry.id]);
      if (!audit.has(key)) audit.set(key, structuredClone(entry));
    },
    audit: async ({ day, after = { at: -1, id: '' }, limit }) =>
      structuredClone(
        [...audit.values()]
          .filter(({ at, id }) => auditDay(at) === day && (at - after.at || compareText(id, after.id)) > 0)
          .sort((a, b) => a.at - b.at || compareText(a.id, b.id))
          .slice(0, limit),
      ),
  };
};
