/** A finding about the logs of one kind in one frame. */
import { conditionLabels } from '#kernel/condition-labels.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom } from '#kernel/fingerprint.ts';
import { type Frame, signalRef } from '#kernel/frame.ts';
import { readableText } from '#kernel/readable-text.ts';
import { resourceId } from '#kernel/resource.ts';
import type { Verdict } from '#kernel/verdict.ts';
import type { LogGroup } from './log-group.ts';
import { parametersOf } from './parameters.ts';

const alertName = (verdict: Verdict, clusterId: string): string =>
  verdict.source.startsWith('rule/') ? verdict.source.slice('rule/'.length) : `log-${clusterId.slice(0, 16)}`;

/** The finding's id follows from the frame, the kind of message and the resource. */
export const logFinding = (frame: Frame, group: LogGroup, verdict: Verdict): Finding => {
  const parameters = [...parametersOf(group.text)];
  const { attributes } = group.first.resource;
  const labels = conditionLabels(alertName(verdict, group.clusterId), attributes);
  return {
    id: idFrom('classify', frame.id, group.questionId, resourceId(group.first.resource)),
    kind: 'classification',
    status: 'firing',
    severity: verdict.severity,
    category: verdict.category,
    confidence: verdict.confidence,
    fingerprint: fingerprint(labels),
    labels,
    title: readableText(`${labels['service.name'] ?? 'unknown service'}: ${group.masked || 'a log without text'}`, 200),
    reason: `${verdict.reason} (cluster ${group.clusterId})`,
    startsAt: group.startsAt,
    lastSeenAt: group.lastSeenAt,
    receivedAt: frame.receivedAt,
    source: `classify/${verdict.source}`,
    evidence: {
      signals: group.indexes.slice(0, 10).map((index) => signalRef(frame, index)),
      count: group.indexes.length,
      sample: readableText(group.text, 500),
      ...(parameters.length > 0 && { parameters }),
      ...(group.keptFromModels && { keptFromModels: true }),
    },
  };
};
