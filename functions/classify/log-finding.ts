/** A finding about the logs of one kind in one frame. */
import { isKeptFromModels } from '#kernel/compliance.ts';
import { conditionLabels } from '#kernel/condition-labels.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom } from '#kernel/fingerprint.ts';
import { type Frame, signalRef } from '#kernel/frame.ts';
import { readableText } from '#kernel/readable-text.ts';
import { resourceId } from '#kernel/resource.ts';
import { type LogSignal, toMillis } from '#kernel/signal.ts';
import type { Verdict } from '#kernel/verdict.ts';
import type { Cluster } from './cluster.ts';

/** Logs of one kind and resource within a frame. */
export interface LogGroup {
  readonly questionId: string;
  readonly cluster: Cluster;
  readonly first: LogSignal;
  readonly text: string;
  /** Indexes in the frame. */
  readonly indexes: number[];
  /** Milliseconds since the epoch: the earliest and the latest of them. */
  startsAt: number;
  lastSeenAt: number;
  /** Whether one of them must not be shown to a model: then nothing of the group may be. */
  keptFromModels: boolean;
}

/** A group around its first log; `index` is the log's place in the frame. */
export const startGroup = (questionId: string, cluster: Cluster, signal: LogSignal, index: number, text: string): LogGroup => {
  const at = toMillis(signal.timeUnixNano);
  const keptFromModels = isKeptFromModels(signal);
  return { questionId, cluster, first: signal, text, indexes: [index], startsAt: at, lastSeenAt: at, keptFromModels };
};

/** Changes the group. */
export const joinGroup = (group: LogGroup, signal: LogSignal, index: number): void => {
  const at = toMillis(signal.timeUnixNano);
  group.indexes.push(index);
  group.startsAt = Math.min(group.startsAt, at);
  group.lastSeenAt = Math.max(group.lastSeenAt, at);
  group.keptFromModels ||= isKeptFromModels(signal);
};

const alertName = (verdict: Verdict, cluster: Cluster): string =>
  verdict.source.startsWith('rule/') ? verdict.source.slice('rule/'.length) : `log-${cluster.id.slice(0, 8)}`;

/** The finding's id follows from the frame, the kind of message and the resource. */
export const logFinding = (frame: Frame, group: LogGroup, verdict: Verdict): Finding => {
  const { attributes } = group.first.resource;
  const labels = conditionLabels(alertName(verdict, group.cluster), attributes);
  return {
    id: idFrom('classify', frame.id, group.questionId, resourceId(group.first.resource)),
    kind: 'classification',
    status: 'firing',
    severity: verdict.severity,
    category: verdict.category,
    confidence: verdict.confidence,
    fingerprint: fingerprint(labels),
    labels,
    title: readableText(`${labels['service.name'] ?? 'unknown service'}: ${group.cluster.masked || 'a log without text'}`, 200),
    reason: verdict.reason,
    startsAt: group.startsAt,
    lastSeenAt: group.lastSeenAt,
    receivedAt: frame.receivedAt,
    source: `classify/${verdict.source}`,
    evidence: {
      signals: group.indexes.slice(0, 10).map((index) => signalRef(frame, index)),
      count: group.indexes.length,
      sample: readableText(group.text, 500),
      ...(group.keptFromModels && { keptFromModels: true }),
    },
  };
};
