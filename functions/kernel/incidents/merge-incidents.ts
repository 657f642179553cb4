/** Two incidents that are one: the alerts of the first belong to the second from then on, and the first ends without a word. */
import { type AnswerPorts, resolve, tellOfGrowth } from '#kernel/answers.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import type { ResponseStore, Workflows } from '#kernel/ports.ts';
import { severityRank } from '#kernel/severity.ts';
import { escalationName } from '#kernel/workflow-names.ts';
import { changeIncident, type Handled, type Handling, provenance, type Refused } from './change-incident.ts';
import { endIfRecovered } from './end-if-recovered.ts';
import { listOwn } from './list-own.ts';
import { maxListedAlerts } from './max-listed-alerts.ts';
import { announceMerge, crossed, hasEnded, leadsBack, retractMerge, stillMeant } from './merge-intent.ts';

/** What handling incidents needs beside what answering needs. */
export interface HandlingPorts extends AnswerPorts {
  readonly store: AnswerPorts['store'] & Pick<ResponseStore, 'claimGroup'>;
  readonly workflows: Workflows;
}

/** The survivor with the other's alerts; severity only rises, and the title is that of the more severe. */
const absorbing = (target: Incident, source: Incident, now: number): Incident | 'unchanged' => {
  const alerts = [...new Set([...target.alerts, ...source.alerts])].slice(0, maxListedAlerts);
  const raises = severityRank(source.severity) < severityRank(target.severity);
  const escalating = target.escalating || source.escalating;
  if (alerts.length === target.alerts.length && !raises && escalating === target.escalating) return 'unchanged';
  const { severity, category, title } = raises ? source : target;
  return { ...target, alerts, severity, category, title, escalating, updatedAt: now };
};

/** From now on the survivor cannot end as recovered, for these alerts are not its own yet. */
const take = ({ store, clock }: HandlingPorts, source: Incident, into: string): Promise<Incident | Refused> =>
  changeIncident(store, into, (target) =>
    target.status === 'resolved' ? { refused: `${into} is resolved.` } : absorbing(target, source, clock.now()),
  );

/** Decides: whoever resolves or changes the incident at the same time wins or loses against it. */
const give = ({ store, clock }: HandlingPorts, { incidentId, by, causeId }: Handling, into: string): Promise<Incident | Refused> =>
  changeIncident(store, incidentId, (source) => {
    if (source.mergedInto === into) return 'unchanged';
    if (source.status === 'resolved') return hasEnded(source);
    const now = clock.now();
    const { merging, ...rest } = source;
    if (!stillMeant(merging, causeId, now)) return crossed(into);
    return { ...rest, status: 'resolved', resolvedAt: now, resolvedBy: by, mergedInto: into, updatedAt: now };
  });

/** The three steps in which the first incident ends in the second; those before the last have to be undone when one is refused. */
const hand = async (ports: HandlingPorts, input: Handling, into: string): Promise<Incident | Refused> => {
  const source = await announceMerge(ports, input, into);
  if ('refused' in source) return source;
  if (await leadsBack(ports, into, source.id)) return crossed(into);
  const target = await take(ports, source, into);
  return 'refused' in target ? target : give(ports, input, into);
};

/** Nothing came of it: the other's alerts are not for the survivor, which may have nothing left. Not while somebody else merges the same. */
const letGo = async (ports: HandlingPorts, { incidentId, causeId }: Handling, into: string): Promise<void> => {
  const { store, clock } = ports;
  const target = await changeIncident(store, into, async (current) => {
    const source = await knownIncident(store, incidentId);
    if (current.status === 'resolved' || source.mergedInto === into || source.merging?.into === into) return 'unchanged';
    const foreign = new Set<string>();
    for (const fingerprint of current.alerts)
      if (source.alerts.includes(fingerprint) && (await store.alert(fingerprint))?.incidentId !== into) foreign.add(fingerprint);
    if (foreign.size === 0) return 'unchanged';
    return { ...current, alerts: current.alerts.filter((each) => !foreign.has(each)), updatedAt: clock.now() };
  });
  if ('refused' in target || target.status === 'resolved') return;
  // One that came to the survivor meanwhile found itself listed.
  await listOwn(ports, (await knownIncident(store, incidentId)).alerts);
  await endIfRecovered(ports, into, causeId);
};

/** Later findings of the group join the survivor; one that came in between may have opened an incident of its own, which stays. */
const handGroup = async ({ store }: HandlingPorts, { groupId }: Incident, from: string, to: string): Promise<void> => {
  await store.releaseGroup(groupId, from);
  await store.claimGroup(groupId, to);
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
 * interruption left undone. The survivor escalates if the other did; when somebody resolves it at the same time, all of it is over.
 */
export const mergeIncidents = async (ports: HandlingPorts, input: Handling, into: string): Promise<Handled> => {
  const { store, workflows } = ports;
  if (into === input.incidentId) return { refused: 'An incident cannot be merged into itself.' };
  const before = await knownIncident(store, into);
  const known = await knownIncident(store, input.incidentId);
  const source = known.mergedInto === into ? known : await hand(ports, input, into);
  if ('refused' in source) {
    await retractMerge(ports, input);
    await letGo(ports, input, into);
    return source;
  }
  await handGroup(ports, source, source.id, into);
  // What joined the other between the two steps; a survivor that has ended meanwhile ends it, too.
  const grown = await take(ports, source, into);
  const target = 'refused' in grown ? await knownIncident(store, into) : grown;
  await explain(ports, input, source, before);
  // Ends its escalation and moves its alerts; the timeline says that it is over, and why.
  await resolve(ports, { ...input, reason: `Merged into ${into} by ${source.resolvedBy ?? input.by}.` });
  // A survivor that was itself merged meanwhile took along only what it had by then.
  if ('refused' in grown) await listOwn(ports, source.alerts);
  if (target.escalating && target.status !== 'resolved')
    await workflows.start('escalation', escalationName(into, target.reopenCount), { incidentId: into });
  // Whoever takes care of the survivor hears what joined.
  if (source.severity === 'critical' && target.status !== 'resolved')
    await tellOfGrowth(ports, { incidentId: into, causeId: `merge-${source.id}`, title: source.title });
  return { incidents: [source, await endIfRecovered(ports, into, input.causeId)] };
};
