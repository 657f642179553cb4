/** A finding about a series that left, or came back to, what was expected of it. */
import { conditionLabels } from '#kernel/condition-labels.ts';
import type { Score } from '#kernel/detector.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom, type Labels } from '#kernel/fingerprint.ts';
import type { Frame } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { Category } from '#kernel/severity.ts';
import type { AlarmChange, AlarmState } from './alarm.ts';
import type { Reading } from './reading.ts';

/** A change of an alarm, and what it rests on. */
export interface Anomaly {
  readonly frame: Frame;
  readonly resource: Attributes;
  readonly reading: Reading;
  readonly change: AlarmChange;
  readonly alarm: AlarmState;
  readonly score: Score;
  readonly detectorId: string;
}

/** Words in names of things that run out. */
const exhaustible = ['memory', 'disk', 'filesystem', 'cpu', 'heap', 'connection', 'queue', 'pool', 'file_descriptor', 'threads', 'quota'];

const categoryOf = (name: string, labels: Labels): Category => {
  if (name === 'span.errors' && labels['span.kind'] === 'client') return 'dependency_failure';
  return exhaustible.some((word) => name.toLowerCase().includes(word)) ? 'resource_exhaustion' : 'performance';
};

const round = (value: number): string => String(Number(value.toPrecision(3)));

const amount = (value: number, unit: string): string => `${round(value)}${unit === '' || unit.startsWith('/') ? unit : ` ${unit}`}`;

const reasonOf = ({ reading, score, change, alarm, detectorId }: Anomaly): string => {
  const range = `${round(score.lower)} to ${amount(score.upper, reading.unit)}`;
  const seen = amount(reading.value, reading.unit);
  const since = new Date(alarm.since).toISOString();
  return change === 'resolved'
    ? `Back to ${seen}, within the expected ${range}, after being anomalous since ${since}; says ${detectorId}.`
    : `Seen ${seen} where ${range} was expected, since ${since}; says ${detectorId}.`;
};

/** The finding's id follows from frame, series, time and status. */
export const anomalyFinding = (anomaly: Anomaly, policy: DetectionPolicy): Finding => {
  const { frame, resource, reading, change, alarm, score, detectorId } = anomaly;
  const labels = conditionLabels(reading.name, resource, reading.labels());
  const status = change === 'resolved' ? 'resolved' : 'firing';
  const where = labels['service.name'] ?? 'unknown service';
  const what = `${reading.name}${labels['span.name'] === undefined ? '' : ` of ${labels['span.name']}`}`;
  const direction = status === 'resolved' ? 'as expected again' : reading.value >= score.expected ? 'too high' : 'too low';
  return {
    id: idFrom('detect', frame.id, frame.partition, reading.key, String(reading.at), status),
    kind: 'anomaly',
    status,
    severity: policy.severity,
    category: categoryOf(reading.name, labels),
    confidence: status === 'resolved' ? 1 - score.score : score.score,
    fingerprint: fingerprint(labels),
    labels,
    title: readableText(`${where}: ${what} ${direction} (${amount(reading.value, reading.unit)})`, 200),
    reason: readableText(reasonOf(anomaly), 500),
    startsAt: alarm.since,
    lastSeenAt: reading.at,
    receivedAt: frame.receivedAt,
    source: `detect/${detectorId}`,
    evidence: { signals: [...reading.signals], count: reading.count },
  };
};
