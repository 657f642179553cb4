/** A finding that names a metric of more series than there is room for. */
import { conditionLabels } from '#kernel/condition-labels.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom } from '#kernel/fingerprint.ts';
import { type Frame, signalRef } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Attributes } from '#kernel/resource.ts';

/** `family`: the metric, or the kind of spans; `at`: when a series of it found no room, ms epoch. Information, no alarm: what it says holds until somebody acts. */
export const overflowFinding = (frame: Frame, resource: Attributes, family: string, at: number, policy: DetectionPolicy): Finding => {
  const labels = conditionLabels('otel.metric.overflow', resource, { 'metric.name': family });
  const where = labels['service.name'] ?? 'unknown service';
  const name = labels['metric.name'] ?? family;
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
      `${name} has more series than are scored (${policy.maxSeriesPerMetric} of a metric, ${policy.maxSeriesPerResource} of a resource); what can be added up is scored as one series, the rest is counted as overflow.`,
      500,
    ),
    startsAt: at,
    lastSeenAt: at,
    receivedAt: frame.receivedAt,
    source: 'detect/budget',
    evidence: { signals: [signalRef(frame, 0)], count: 1 },
  };
};
