/** What a model is shown of an incident: the anomaly, the alerts beside it, the services around it. Pure. */
import type { Alert } from '#kernel/alert.ts';
import { compareText } from '#kernel/compare-text.ts';
import type { Circumstances, ShownAlert } from '#kernel/opinion.ts';
import { nearServices } from './near-services.ts';
import type { AdvisePolicy } from './ports.ts';

const serviceOf = ({ labels }: Pick<Alert, 'labels'>): string => labels['service.name'] ?? '';

const shownOf = (alert: Alert): ShownAlert => ({
  service: serviceOf(alert),
  fingerprint: alert.fingerprint,
  title: alert.title,
  reason: alert.reason,
  severity: alert.severity,
  status: alert.status,
  firstSeenAt: alert.firstSeenAt,
  labels: alert.labels,
});

/** What fires first, then what is nearest in time; the same whatever order the alerts come in. */
const byNearness = (anomaly: Alert) => (a: Alert, b: Alert) =>
  Number(b.status === 'firing') - Number(a.status === 'firing') ||
  Math.abs(a.firstSeenAt - anomaly.firstSeenAt) - Math.abs(b.firstSeenAt - anomaly.firstSeenAt) ||
  compareText(a.fingerprint, b.fingerprint);

/** Whatever is kept from models is left out. `learned` are pairs of caller and called. */
export const circumstancesOf = (
  anomaly: Alert,
  others: Iterable<Alert>,
  { topology, neighbours: most }: AdvisePolicy,
  learned: readonly (readonly [string, string])[],
): Circumstances => {
  const neighbours = [...others]
    .filter(({ fingerprint, keptFromModels }) => fingerprint !== anomaly.fingerprint && keptFromModels !== true)
    .toSorted(byNearness(anomaly))
    .slice(0, most);
  const services = nearServices(serviceOf(anomaly), topology, learned, new Set(neighbours.map(serviceOf)));
  return { anomaly: shownOf(anomaly), neighbours: neighbours.map(shownOf), services };
};
