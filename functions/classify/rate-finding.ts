/** A finding about a kind of message that is said much more often than usual, or as often as usual again. */
import { conditionLabels } from '#kernel/condition-labels.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom } from '#kernel/fingerprint.ts';
import { type Frame, signalRef } from '#kernel/frame.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { LogGroup } from './log-group.ts';

/** One message of a kind, and what a finding needs to tell of it: a watch holds it for long, and holds no frame. */
export interface KindSample {
  readonly clusterId: string;
  readonly resource: Attributes;
  /** The masked message, and a message as it was; plain and cut. */
  readonly masked: string;
  readonly text: string;
  readonly signal: string;
  readonly receivedAt: number;
  /** No model may be shown it. */
  readonly keptFromModels: boolean;
}

/** A change of the alarm about a kind. */
export interface RateAnomaly {
  readonly status: Finding['status'];
  readonly sample: KindSample;
  /** Start of the minute that changed it, and of the first one of the alarm; ms epoch. */
  readonly minute: number;
  readonly since: number;
  /** Messages in that minute, those that were usual, and how many usual distances lie between. */
  readonly count: number;
  readonly usual: number;
  readonly distance: number;
}

/** The first message of a group. */
export const sampleOf = (frame: Frame, { clusterId, first, masked, text, indexes, keptFromModels }: LogGroup): KindSample => ({
  ...{ clusterId, resource: first.resource.attributes, keptFromModels, receivedAt: frame.receivedAt },
  masked: readableText(masked, 200) || 'a log without text',
  text: readableText(text, 500),
  signal: signalRef(frame, indexes[0] ?? 0),
});

/** The finding's id follows from kind, minute and status. */
export const rateFinding = ({ status, sample, minute, since, count, usual, distance }: RateAnomaly): Finding => {
  const { clusterId, resource, masked, text, signal, receivedAt, keptFromModels } = sample;
  const labels = conditionLabels('log-rate', resource, { 'log.kind': clusterId.slice(0, 16) });
  const often = `${count} times a minute`;
  const told = status === 'firing' ? `said ${often}` : 'said as often as usual again';
  return {
    id: idFrom('classify', 'log-rate', clusterId, String(minute), status),
    kind: 'anomaly',
    status,
    severity: 'warning',
    category: 'performance',
    confidence: status === 'firing' ? distance ** 2 / (distance ** 2 + 16) : 0.8,
    fingerprint: fingerprint(labels),
    labels,
    title: readableText(`${labels['service.name'] ?? 'unknown service'}: ${told}: ${masked}`, 200),
    reason: `Said ${often} where ${Number(usual.toPrecision(3))} is usual, since ${new Date(since).toISOString()} (cluster ${clusterId}).`,
    startsAt: since,
    lastSeenAt: minute + 60_000,
    receivedAt,
    source: 'classify/log-rate',
    evidence: { signals: [signal], count: Math.max(1, count), sample: text, ...(keptFromModels && { keptFromModels: true }) },
  };
};
