/** Two incidents that are one: the alerts of the first belong to the second from then on, and the first ends without a word. */
import { type AnswerPorts, resolve, tellOfGrowth } from '#kernel/answers.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import type { ResponseStore, Workflows } from '#kernel/ports.ts';
import { severityRank } from '#kernel/severity.ts';
import { escalationName } from '#kernel/workflow-names.ts';
import { changeIncident, type Handled, type Handling, provenance, type Refused } from './change-incident.ts';
import { endIfRecovered } from './end-if-recovered.ts';
import { maxListedAlerts } from './max-listed-alerts.ts';

/** What handling incidents needs beside what answering needs. */
export interface HandlingPorts extends AnswerPorts {
  readonly store: AnswerPorts['store'] & Pick<ResponseStore, 'claimGroup'>;
  readonly workflows: Workflows;
}

const ended = (source: Incident): Refused => ({
  refused: source.mergedInto === undefined ? 'It is resolved.' : `It was merged into ${source.mergedInto} before.`,
});

/** The first step decides: whoever resolves or changes the incident at the same time wins or loses against it. */
const give = (ports: HandlingPorts, { incidentId, by }: Handling, into: string): Promise<Incident | Refused> =>
  changeIncident(ports.store, incidentId, (source) => {
    if (source.mergedInto === into) return 'unchanged';
    if (source.status === 'resolved') return ended(source);
    const now = ports.clock.now();
    return { ...source, status: 'resolved', resolvedAt: now, resolvedBy: by, mergedInto: into, updatedAt: now };
  });

/** The survivor with the other's alerts; severity only rises, and the title is that of the more severe. */
const absorbing = (target: Incident, source: Incident, now: number): Incident | 'unchanged' => {
  const alerts = [...new Set([...target.alerts, ...source.alerts])].slice(0, maxListedAlerts);
  const raises = severityRank(source.severity) < severityRank(target.severity);
  const escalating = target.escalating || source.escalating;
  if (alerts.length === target.alerts.length && !raises && escalating === target.escalating) return 'unchanged';
  const { severity, category, title } = raises ? source : target;
  return { ...target, alerts, severity, category, title, escalating, updatedAt: now };
};

const take = (ports: HandlingPorts, source: Incident, into: string): Promise<Incident | Refused> =>
  changeIncident(ports.store, into, (target) => {
    const merged = absorbing(target, source, ports.clock.now());
    return merged !== 'unchanged' && target.status === 'resolved' ? { refused: `${into} is resolved.` } : merged;
  });

/** Later findings of the group join the survivor; one that came in between may have opened an incident of its own, which stays. */
const handGroup = async ({ store }: HandlingPorts, { groupKey }: Incident, from: string, to: string): Promise<void> => {
  await store.releaseGroup(groupKey, from);
  await store.claimGroup(groupKey, to);
};

/** The other ended before it had the alerts: nothing was merged. */
const giveBack = async (ports: HandlingPorts, { id }: Incident, into: string): Promise<void> => {
  const restored = await changeIncident(ports.store, id, (source) => {
    if (source.mergedInto !== into) return 'unchanged';
    const { mergedInto: _, resolvedAt: __, resolvedBy: ___, ...rest } = source;
    return { ...rest, status: rest.acknowledgedAt === undefined ? 'open' : 'acknowledged', updatedAt: ports.clock.now() };
  });
  if (!('refused' in restored)) await handGroup(ports, restored, into, id);
};

/** The same entries whenever the merge is repeated. */
const explain = async ({ store }: HandlingPorts, input: Handling, source: Incident, target: Incident): Promise<void> => {
  const at = source.resolvedAt ?? source.updatedAt;
  const write = (incidentId: string, other: Incident, reason: string, side: Readonly<Record<string, string>>): Promise<void> => {
    const entry = { incidentId, at, kind: 'merged', causeId: `merge-${other.id}-${at}`, by: input.by, reason } satisfies TimelineEntry;
    return store.record({ ...entry, detail: { ...side, alerts: source.alerts.length, ...provenance(input) } });
  };
  await write(source.id, target, `Merged into ${target.id} (${target.title}). ${input.reason}`, { into: target.id });
  await write(target.id, source, `${source.id} (${source.title}) was merged into it. ${input.reason}`, { from: source.id });
};

/**
 * Merges one incident into another. Refused when either has ended; NotFoundError for an unknown one. Repeating it finishes what an
 * interruption left undone. The survivor escalates if the other did.
 */
export const mergeIncidents = async (ports: HandlingPorts, input: Handling, into: string): Promise<Handled> => {
  if (into === input.incidentId) return { refused: 'An incident cannot be merged into itself.' };
  const before = await knownIncident(ports.store, into);
  const known = await knownIncident(ports.store, input.incidentId);
  if (known.mergedInto !== into && before.status === 'resolved') return { refused: `${into} is resolved.` };
  const source = await give(ports, input, into);
  if ('refused' in source) return source;
  await handGroup(ports, source, source.id, into);
  const target = await take(ports, source, into);
  if ('refused' in target) {
    await giveBack(ports, source, into);
    return target;
  }
  await explain(ports, input, source, before);
  // Ends its escalation and moves its alerts; the timeline says that it is over, and why.
  await resolve(ports, { ...input, reason: `Merged into ${into} by ${source.resolvedBy ?? input.by}.` });
  if (target.escalating && target.status !== 'resolved')
    await ports.workflows.start('escalation', escalationName(into, target.reopenCount), { incidentId: into });
  // Whoever takes care of the survivor hears what joined.
  if (source.severity === 'critical' && target.status !== 'resolved')
    await tellOfGrowth(ports, { incidentId: into, causeId: `merge-${source.id}`, title: source.title });
  return { incidents: [source, await endIfRecovered(ports, into, input.causeId)] };
};
