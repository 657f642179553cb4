/** An anomaly with what surrounds it, as advise makes it, for tests. */
import type { Alert } from '#kernel/alert.ts';
import type { Circumstances, ShownAlert } from '#kernel/opinion.ts';

export const shownAlert = (service: string, changes: Partial<ShownAlert> = {}): ShownAlert => ({
  service,
  fingerprint: `fp-${service}`,
  title: `${service}: span.duration too high (2.1 s)`,
  reason: 'Expected 0.1 to 0.3 s.',
  severity: 'critical',
  status: 'firing',
  firstSeenAt: Date.UTC(2026, 10, 20, 10),
  labels: { alertname: 'span.duration', 'service.name': service },
  ...changes,
});

export const circumstances = (changes: Partial<Circumstances> = {}): Circumstances => ({
  anomaly: shownAlert('checkout'),
  neighbours: [shownAlert('payment'), shownAlert('acquirer', { title: 'acquirer: connection refused' })],
  services: [{ service: 'stock', relation: 'is called by the anomalous service' }],
  ...changes,
});

/** An alert of an incident. */
export const alertOf = (service: string, incidentId: string | undefined, changes: Partial<Alert> = {}): Alert => ({
  ...shownAlert(service),
  category: 'performance',
  lastSeenAt: Date.UTC(2026, 10, 20, 10, 5),
  count: 3,
  recentFindings: [],
  folded: 1,
  version: 1,
  ...(incidentId === undefined ? {} : { incidentId }),
  ...changes,
});
