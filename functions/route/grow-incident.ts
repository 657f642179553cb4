/** How an incident comes to be and grows. Pure. */
import type { Finding } from '#kernel/finding.ts';
import type { Incident } from '#kernel/incident.ts';
import { maxListedAlerts } from '#kernel/incidents/max-listed-alerts.ts';
import type { Group } from '#kernel/routing/route-tree.ts';
import { severityRank } from '#kernel/severity.ts';

/** A new incident around its first alert. */
export const openIncident = (id: string, group: Group, finding: Finding, now: number): Incident => ({
  id,
  status: 'open',
  severity: finding.severity,
  category: finding.category,
  escalationLevel: 'new',
  title: finding.title,
  route: group.route.name,
  escalation: group.route.escalation,
  groupKey: group.key,
  groupLabels: group.labels,
  alerts: [finding.fingerprint],
  openedAt: now,
  updatedAt: now,
  escalating: finding.severity === 'critical',
  version: 1,
});

export { maxListedAlerts };

/**
 * The incident with this alert in it; undefined when it changes nothing. Severity only rises. Title and category are those of
 * the most severe alert, of several the one that came first. An acknowledgement stays. An alert that fires `again` is
 * written even so: whoever is about to close the incident as recovered must lose the race and look once more.
 */
export const joinIncident = (incident: Incident, finding: Finding, again: boolean, now: number): Incident | undefined => {
  const joins = incident.alerts.length < maxListedAlerts && !incident.alerts.includes(finding.fingerprint);
  const raises = severityRank(finding.severity) < severityRank(incident.severity);
  if (!joins && !raises && !again) return undefined;
  return {
    ...incident,
    ...(joins ? { alerts: [...incident.alerts, finding.fingerprint] } : {}),
    ...(raises ? { severity: finding.severity, category: finding.category, title: finding.title } : {}),
    escalating: incident.escalating || finding.severity === 'critical',
    updatedAt: now,
    version: incident.version + 1,
  };
};
