/** A finding about a series that left, or came back to, what was expected of it. */
import { conditionLabels } from '#kernel/condition-labels.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom, type Labels } from '#kernel/fingerprint.ts';
import type { Frame } from '#kernel/frame.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Category } from '#kernel/severity.ts';
import type { AlarmChange, AlarmState } from './alarm.ts';
import type { Writing } from './detectors/member.ts';
import type { Reading } from './series/reading.ts';
import type { Voice } from './voice.ts';

/** A change of an alarm, and what it rests on. */
export interface Anomaly {
  readonly frame: Frame;
  readonly reading: Reading;
  readonly change: AlarmChange;
  readonly alarm: AlarmState;
  readonly voice: Voice;
}

/** Words in names of things that run out. */
const exhaustible = ['memory', 'disk', 'filesystem', 'cpu', 'heap', 'connection', 'queue', 'pool', 'file_descriptor', 'threads', 'quota'];

const categoryOf = (name: string, labels: Labels): Category => {
  if (name === 'span.errors' && labels['span.kind'] === 'client') return 'dependency_failure';
  return exhaustible.some((word) => name.toLowerCase().includes(word)) ? 'resource_exhaustion' : 'performance';
};

const round = (value: number): string => String(Number(value.toPrecision(3)));

const amount = (value: number, unit: string): string => `${round(value)}${unit === '' || unit.startsWith('/') ? unit : ` ${unit}`}`;

/** Values of a series in its unit. */
export const writingIn = (unit: string): Writing => ({
  amount: (value) => amount(value, unit),
  range: (lower, upper) => `${round(lower)} to ${amount(upper, unit)}`,
});

const reasonOf = ({ reading, change, alarm, voice }: Anomaly): string => {
  const { amount: written, range } = writingIn(reading.unit);
  const since = new Date(alarm.since).toISOString();
  const { lower, upper } = voice.score;
  return change === 'resolved'
    ? `Back to ${written(reading.value)}, within the expected ${range(lower, upper)}, after being anomalous since ${since}; says ${voice.id}.`
    : `${voice.account(writingIn(reading.unit)).sentence}, since ${since}; says ${voice.id}.`;
};

/** A quantile is known by its bucket. */
const knownWithin = ({ bounds, unit }: Reading): string =>
  bounds === undefined || !bounds.every(Number.isFinite)
    ? ''
    : ` The true value lies between ${round(bounds[0])} and ${amount(bounds[1], unit)}.`;

/** What is served, or whom it calls. */
const ofWhat = ({ 'span.name': name, 'service.peer.name': called }: Labels): string =>
  name === undefined ? (called === undefined ? '' : ` of calls to ${called}`) : ` of ${name}`;

/** The finding's id follows from frame, series, time and status. */
export const anomalyFinding = (anomaly: Anomaly): Finding => {
  const { frame, reading, change, alarm, voice } = anomaly;
  const { score, isLimit } = voice;
  const resource = frame.signals[0]?.resource.attributes ?? {};
  const labels = conditionLabels(reading.name, resource, reading.labels());
  const status = change === 'resolved' ? 'resolved' : 'firing';
  const where = labels['service.name'] ?? 'unknown service';
  const what = `${reading.name}${ofWhat(labels)}`;
  const direction = status === 'resolved' ? 'as expected again' : reading.value >= score.expected ? 'too high' : 'too low';
  return {
    id: idFrom('detect', frame.id, frame.partition, reading.key, String(reading.at), status),
    kind: 'anomaly',
    status,
    severity: alarm.severity,
    category: isLimit ? 'resource_exhaustion' : categoryOf(reading.name, labels),
    confidence: status === 'resolved' ? 1 - score.score : alarm.confidence,
    fingerprint: fingerprint(labels),
    labels,
    title: readableText(`${where}: ${what} ${direction} (${amount(reading.value, reading.unit)})`, 200),
    reason: readableText(`${reasonOf(anomaly)}${knownWithin(reading)}`, 500),
    startsAt: alarm.since,
    lastSeenAt: reading.at,
    receivedAt: frame.receivedAt,
    source: `detect/${voice.id}`,
    evidence: { signals: [...reading.signals], count: reading.count },
  };
};
