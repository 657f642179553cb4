/** A ResponseStore in memory; keeps every promise of the port, as the shared contract suite shows. */
import type { Alert } from '#kernel/alert.ts';
import type { DeliveryRecord, HeldMessage } from '#kernel/delivery.ts';
import { ConflictError, NotFoundError } from '#kernel/errors.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { orderTimeline } from '#kernel/order-timeline.ts';
import type { Pace } from '#kernel/pace.ts';
import type { PendingAnswer, ResponseStore } from '#kernel/ports.ts';
import type { Silence } from '#kernel/silence.ts';

interface Versioned {
  readonly version: number;
}

const putVersioned = <Item extends Versioned>(items: Map<string, Item>, id: string, item: Item): void => {
  if ((items.get(id)?.version ?? 0) !== item.version - 1) throw new ConflictError('Somebody else wrote first.', { reason: 'version' });
  items.set(id, structuredClone(item));
};

const copy = <Item>(item: Item | undefined): Item | undefined => (item === undefined ? undefined : structuredClone(item));

export interface MemoryResponseStore extends ResponseStore {
  /** Everything that was written, for assertions. */
  readonly contents: {
    readonly alerts: ReadonlyMap<string, Alert>;
    readonly incidents: ReadonlyMap<string, Incident>;
    readonly pending: ReadonlyMap<string, PendingAnswer>;
    readonly groups: ReadonlyMap<string, string>;
  };
}

/** An empty store. */
export const memoryResponseStore = (): MemoryResponseStore => {
  const alerts = new Map<string, Alert>();
  const incidents = new Map<string, Incident>();
  const groups = new Map<string, string>();
  const entries = new Map<string, TimelineEntry>();
  const pendings = new Map<string, PendingAnswer>();
  const locks = new Map<string, { owner: string; until: number }>();
  const deliveries = new Set<string>();
  const silences = new Map<string, Silence>();
  const records = new Map<string, DeliveryRecord>();
  const paces = new Map<string, Pace>();
  const heldMessages = new Map<string, HeldMessage>();
  return {
    contents: { alerts, incidents, pending: pendings, groups },
    alert: async (fingerprint) => copy(alerts.get(fingerprint)),
    putAlert: async (alert) => putVersioned(alerts, alert.fingerprint, alert),
    incident: async (id) => copy(incidents.get(id)),
    putIncident: async (incident) => putVersioned(incidents, incident.id, incident),
    incidents: async ({ status, limit }) =>
      structuredClone(
        [...incidents.values()]
          .filter((incident) => status === undefined || incident.status === status)
          .sort((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1))
          .slice(0, limit),
      ),
    claimGroup: async (groupKey, candidateId) => {
      if (!groups.has(groupKey)) groups.set(groupKey, candidateId);
      return groups.get(groupKey) ?? candidateId;
    },
    releaseGroup: async (groupKey, incidentId) => {
      if (groups.get(groupKey) === incidentId) groups.delete(groupKey);
    },
    record: async (entry) => {
      const key = JSON.stringify([entry.incidentId, entry.kind, entry.causeId]);
      if (!entries.has(key)) entries.set(key, structuredClone(entry));
    },
    timeline: async (incidentId) =>
      orderTimeline(structuredClone([...entries.values()].filter((entry) => entry.incidentId === incidentId))),
    putPending: async (pending) => {
      const answer = pendings.get(pending.id)?.answer;
      pendings.set(pending.id, structuredClone({ ...pending, ...(answer === undefined ? {} : { answer }) }));
    },
    pending: async (id) => copy(pendings.get(id)),
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
    silence: async (id) => copy(silences.get(id)),
    silences: async () => structuredClone([...silences.values()]),
    putSilence: async (silence) => putVersioned(silences, silence.id, silence),
  };
};
