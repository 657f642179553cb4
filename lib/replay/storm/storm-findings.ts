/** The findings of a storm: a database fails, and everything that rests on it says so, over and over. */
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom, type Labels } from '#kernel/fingerprint.ts';
import { seededRandom } from '#lib/local/time/seeded-random.ts';
import { failing } from './service-graph.ts';

export interface StormShape {
  /** In all. */
  readonly findings: number;
  /** Different ones among them. */
  readonly fingerprints: number;
  readonly services: readonly string[];
  readonly seed: string;
  /** Milliseconds since the epoch: the first, and how long it lasts. */
  readonly startAt: number;
  readonly lengthMs: number;
}

/** What the database says, and what those above it say. */
const own = ['too many clients', 'checkpoint stalled', 'replication lag', 'disk latency', 'connections refused'];
const symptoms = ['request latency', 'error ratio', 'queue depth', 'retries exhausted', 'pool waits', 'timeouts'];

interface Condition {
  readonly labels: Labels;
  readonly fingerprint: string;
  readonly title: string;
  readonly severity: Finding['severity'];
  /** Milliseconds after the start at which it is first seen. */
  readonly from: number;
}

const conditionsOf = ({ fingerprints, services, seed, lengthMs }: StormShape): readonly Condition[] => {
  const random = seededRandom(`${seed}/conditions`);
  return Array.from({ length: fingerprints }, (_, index) => {
    const service = services[index % services.length] ?? failing;
    const says = service === failing ? own : symptoms;
    const what = says[Math.floor(index / services.length) % says.length] ?? 'failing';
    const labels: Labels = {
      alertname: what.replaceAll(' ', '-'),
      'service.name': service,
      'service.namespace': service === failing ? 'data' : 'shop',
      'deployment.environment.name': 'production',
      'k8s.pod.name': `${service}-${Math.floor(index / services.length)}`,
    };
    // The database is first by a second or two; the others follow within the first half.
    const from = service === failing ? random() * 2_000 : 1_000 + random() * (lengthMs / 2 - 1_000);
    const severity = service === failing || random() < 0.2 ? 'critical' : 'warning';
    return { labels, fingerprint: fingerprint(labels), title: `${service}: ${what}`, severity, from };
  });
};

/** In order of time. Each condition is seen once at its beginning, and the rest of the findings repeat it until the end. */
export const stormFindings = (shape: StormShape): readonly Finding[] => {
  const { findings, seed, startAt, lengthMs } = shape;
  const conditions = conditionsOf(shape);
  const random = seededRandom(`${seed}/times`);
  const seen = Array.from({ length: findings }, (_, index) => {
    const condition = conditions[index % conditions.length];
    if (condition === undefined) throw new RangeError('A storm has at least one condition.');
    const after = index < conditions.length ? 0 : random() * (lengthMs - condition.from);
    return { condition, at: startAt + Math.floor(condition.from + after), index };
  });
  return seen
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ condition, at, index }): Finding => {
      const { labels, title, severity } = condition;
      return {
        id: idFrom(seed, String(index)),
        kind: 'anomaly',
        status: 'firing',
        severity,
        category: labels['service.name'] === failing ? 'resource_exhaustion' : 'performance',
        confidence: 0.9,
        fingerprint: condition.fingerprint,
        labels,
        title,
        reason: `${title}, far above what is usual.`,
        startsAt: at,
        lastSeenAt: at,
        receivedAt: at,
        source: 'detect/robust-level',
        evidence: { signals: [], count: 1 },
      };
    });
};
