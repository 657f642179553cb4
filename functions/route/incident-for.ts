/** Finds or opens the incident a firing alert belongs to, and writes down why. */
import { ConflictError } from '#kernel/errors.ts';
import type { Finding } from '#kernel/finding.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { Incident, TimelineKind } from '#kernel/incident.ts';
import type { Group } from '#kernel/routing/route-tree.ts';
import { joinIncident, openIncident } from './grow-incident.ts';
import type { RoutePorts } from './ports.ts';

/** The incident a finding opens carries this id whenever the finding is tried again. */
const incidentIdFor = (group: Group, finding: Finding, ordinal: number): string =>
  `inc-${idFrom(group.key, finding.id, ...(ordinal === 0 ? [] : [String(ordinal)]))}`;

/** What is known of a firing finding before its incident is looked for. */
export interface Firing {
  readonly finding: Finding;
  readonly group: Group;
  /** The incident its alert fires in already. */
  readonly live: Incident | undefined;
  /** Whether its alert had recovered within an incident that is still open. */
  readonly again: boolean;
}

interface Holder {
  readonly id: string;
  readonly incident: Incident | undefined;
}

/**
 * The incident that holds the group; a resolved one that still does is let go first. `ordinal` counts the ids this finding gave
 * away: it claimed a group with one and was interrupted, another finding opened that incident, and it ended.
 */
const holderOf = async (ports: RoutePorts, firing: Firing, ordinal = 0): Promise<Holder> => {
  const { finding, group, live } = firing;
  if (live !== undefined) return { id: live.id, incident: live };
  const own = incidentIdFor(group, finding, ordinal);
  const id = await ports.store.claimGroup(group.key, own);
  const incident = await ports.store.incident(id);
  if (incident?.status !== 'resolved') return { id, incident };
  await ports.store.releaseGroup(group.key, id);
  if (id !== own) return holderOf(ports, firing, ordinal);
  // This very finding joined it, was interrupted, and everything ended meanwhile: nothing is left to open.
  if (incident.alerts.includes(finding.fingerprint)) return { id, incident };
  return holderOf(ports, firing, ordinal + 1);
};

const write = (ports: RoutePorts, { finding }: Firing, incidentId: string, kind: TimelineKind, reason: string): Promise<void> =>
  ports.store.record({
    incidentId,
    at: ports.clock.now(),
    kind,
    causeId: finding.id,
    by: 'route',
    reason,
    detail: { fingerprint: finding.fingerprint, severity: finding.severity, source: finding.source },
  });

/** The decision in words; after an interruption it writes the same entries again. */
const explain = async (ports: RoutePorts, firing: Firing, before: Incident | undefined, incident: Incident): Promise<void> => {
  const { finding, group, live, again } = firing;
  const { id } = incident;
  const opened = before === undefined || (live === undefined && !again && incident.alerts[0] === finding.fingerprint);
  if (opened) await write(ports, firing, id, 'opened', `${finding.title}. No incident was open for ${group.key}. ${finding.reason}`);
  else if (again) await write(ports, firing, id, 'alert_joined', `${finding.title} fires again. ${finding.reason}`);
  else if (live === undefined)
    await write(ports, firing, id, 'alert_joined', `${finding.title}. This incident is open for ${group.key}. ${finding.reason}`);
};

/** Explains a raised severity before it is written: after an interruption nobody could tell any more which finding raised it. */
const explainRaise = async (ports: RoutePorts, firing: Firing, before: Incident, after: Incident): Promise<void> => {
  if (before.severity === after.severity) return;
  const reason = `From ${before.severity} to ${after.severity}: ${firing.finding.title}.`;
  await write(ports, firing, after.id, 'severity_raised', reason);
};

/** The incident with this alert in it, written and explained. ConflictError when somebody else was faster: decide again. */
export const incidentFor = async (ports: RoutePorts, firing: Firing): Promise<Incident> => {
  const { id, incident: before } = await holderOf(ports, firing);
  if (before?.status === 'resolved') return before;
  const now = ports.clock.now();
  const opened = before === undefined ? openIncident(id, firing.group, firing.finding, now) : undefined;
  const after = opened ?? (before && joinIncident(before, firing.finding, firing.again, now));
  if (before !== undefined && after !== undefined) await explainRaise(ports, firing, before, after);
  if (after !== undefined) await ports.store.putIncident(after);
  const incident = after ?? before;
  if (incident === undefined) throw new ConflictError('The incident is gone.', { reason: 'incident' });
  await explain(ports, firing, before, incident);
  return incident;
};
