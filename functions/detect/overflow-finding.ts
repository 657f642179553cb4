/** A finding that names a metric of more series than there is room for. */
import { conditionLabels } from '#kernel/condition-labels.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom } from '#kernel/fingerprint.ts';
import { type Frame, signalRef } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Attributes } from '#kernel/resource.ts';

/** What overflowed, where. */
interface Overflowed {
  readonly frame: Frame;
  readonly resource: Attributes;
  /** The metric, or the kind of spans. */
  readonly family: string;
  /** When a series of it found no room, ms epoch. */
  readonly at: number;
  /** The attribute that tells most of its series apart. */
  readonly widest: { readonly name: string; readonly values: number } | undefined;
}

/** Information, no alarm: what it says holds until somebody acts. */
export const overflowFinding = ({ frame, resource, family, at, widest }: Overflowed, policy: DetectionPolicy): Finding => {
  const labels = conditionLabels('otel.metric.overflow', resource, { 'metric.name': family });
  const where = labels['service.name'] ?? 'unknown service';
  const name = labels['metric.name'] ?? family;
  const cause = widest === undefined ? '' : ` Of the attribute ${widest.name} there are ${widest.values} values among them.`;
  return {
    id: idFrom('detect', 'overflow', frame.id, frame.partition, family),
    kind: 'anomaly',
    status: 'firing',
    severity: 'info',
    category: 'configuration',
    confidence: 1,
    fingerprint: fingerprint(labels),
    labels,
    title: readableText(`${where}: too many series of ${name}`, 200),
    reason: readableText(
      `${name} has more series than are scored (${policy.maxSeriesPerMetric} of a metric, ${policy.maxSeriesPerResource} of a resource); what can be added up is scored as one series, the rest is counted as overflow.${cause}`,
      500,
    ),
    startsAt: at,
    lastSeenAt: at,
    receivedAt: frame.receivedAt,
    source: 'detect/budget',
    evidence: { signals: [signalRef(frame, 0)], count: 1 },
  };
};
