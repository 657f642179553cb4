/** How much earlier numbers told of an incident than the logs or events that made it critical. */
import type { Finding } from '#kernel/finding.ts';

/** Times are those at which the front door took the evidence in, milliseconds since the epoch. */
export interface Forewarning {
  /** What spoke first of a number: a span's duration or errors, a metric, a rate of logs. */
  readonly from: 'spans' | 'metrics' | 'logs';
  readonly title: string;
  readonly at: number;
  /** The first critical finding. */
  readonly criticalTitle: string;
  readonly criticalAt: number;
}

const acceptedAt = ({ receivedAt, lastSeenAt }: Finding): number => receivedAt ?? lastSeenAt;

const first = (findings: readonly Finding[]): Finding | undefined =>
  findings.reduce<Finding | undefined>(
    (least, each) => (least !== undefined && acceptedAt(least) <= acceptedAt(each) ? least : each),
    undefined,
  );

const sourceOf = ({ labels }: Finding): Forewarning['from'] =>
  labels['span.kind'] !== undefined ? 'spans' : labels['log.level'] !== undefined ? 'logs' : 'metrics';

/** Undefined where nothing was critical, or nothing was told before. `fingerprints`: those of the incident's alerts. */
export const forewarningOf = (fingerprints: readonly string[], findings: readonly Finding[]): Forewarning | undefined => {
  const own = findings.filter(({ status, fingerprint }) => status === 'firing' && fingerprints.includes(fingerprint));
  const critical = first(own.filter(({ severity }) => severity === 'critical'));
  if (critical === undefined) return undefined;
  const criticalAt = acceptedAt(critical);
  const anomalies = own.filter((each) => each.kind === 'anomaly' && acceptedAt(each) < criticalAt);
  // What calls are is closest to what people notice; a metric may only be restless.
  const warning = first(anomalies.filter((each) => sourceOf(each) === 'spans')) ?? first(anomalies);
  if (warning === undefined) return undefined;
  const told = { from: sourceOf(warning), title: warning.title, at: acceptedAt(warning) };
  return { ...told, criticalTitle: critical.title, criticalAt };
};
