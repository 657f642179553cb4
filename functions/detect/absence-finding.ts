/** A finding about series of a resource that come no more, or come again. */
import { conditionLabels } from '#kernel/condition-labels.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom } from '#kernel/fingerprint.ts';
import { type Frame, signalRef } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { readableText } from '#kernel/readable-text.ts';
import { attributeText } from '#kernel/resource.ts';
import type { Absence } from './absence.ts';

const detectorId = 'absence';
/** Series that are named, of all. */
const namedSeries = 3;
const longestName = 80;
/** What tells resources of one service apart. */
const whose = ['host.name', 'k8s.pod.name', 'service.instance.id'] as const;

/** `disk_used_percent{path=/data}` from a key. */
const readableKey = (key: string): string => {
  const [name = '', ...parts] = key.replace(/\0rate$/, '').split('\0');
  const pairs = parts.flatMap((part, index) => (index % 2 === 0 && parts[index + 1] !== undefined ? [`${part}=${parts[index + 1]}`] : []));
  const text = pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
  return text.length <= longestName ? text : `${text.slice(0, longestName - 1)}…`;
};

const listed = (keys: readonly string[]): string => {
  const names = keys.slice(0, namedSeries).map(readableKey).join(', ');
  return keys.length <= namedSeries ? names : `${names} and ${keys.length - namedSeries} more`;
};

/** The finding's id follows from frame and status: there is one absence a resource. */
export const absenceFinding = (frame: Frame, { change, since, at, missing }: Absence, policy: DetectionPolicy): Finding => {
  const resource = frame.signals[0]?.resource.attributes ?? {};
  const own = whose.flatMap((name) => {
    const value = attributeText(resource, name);
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const labels = conditionLabels('series.absent', resource, Object.fromEntries(own));
  const where = labels['service.name'] ?? 'unknown service';
  const status = change === 'resolved' ? 'resolved' : 'firing';
  const time = new Date(since).toISOString();
  const many = missing.length === 1 ? 'a series comes' : `${missing.length} series come`;
  return {
    id: idFrom('detect', frame.id, frame.partition, 'absence', String(at), status),
    kind: 'anomaly',
    status,
    severity: policy.absence.severity,
    category: 'data_loss',
    confidence: 0.8,
    fingerprint: fingerprint(labels),
    labels,
    title: readableText(status === 'resolved' ? `${where}: no series is missing any more` : `${where}: ${many} no more`, 200),
    reason: readableText(
      status === 'resolved'
        ? `What was missing since ${time} has come again, or is not expected any more; says ${detectorId}.`
        : `Nothing seen of ${listed(missing)} where regular samples were expected, since ${time}, while the resource still speaks; says ${detectorId}.`,
      500,
    ),
    startsAt: since,
    lastSeenAt: at,
    receivedAt: frame.receivedAt,
    source: `detect/${detectorId}`,
    evidence: { signals: [signalRef(frame, 0)], count: Math.max(1, missing.length) },
  };
};
