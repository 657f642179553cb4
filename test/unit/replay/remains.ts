/** A small run as it lies in the cloud when all is well; tests take something away or add something. */

import type { Alert } from '#kernel/alert.ts';
import { packArchiveObject } from '#kernel/archive-object.ts';
import type { Finding } from '#kernel/finding.ts';
import { encodeFrame } from '#kernel/frame-codec.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { policySchema } from '#kernel/policy.ts';
import type { Signal } from '#kernel/signal.ts';
import type { Remains } from '#lib/replay/cloud.ts';

export const startAt = Date.UTC(2026, 10, 2, 9);
const nano = BigInt(startAt) * 1_000_000n;

const resource = { attributes: { 'service.name': 'payment' } };
const log: Signal = { kind: 'log', timeUnixNano: nano, resource, attributes: {}, severityNumber: 17, body: 'boom' };
const metric: Signal = {
  ...{ kind: 'metric', timeUnixNano: nano, resource, attributes: {}, name: 'cpu' },
  data: { type: 'gauge', value: 1 },
};

export const frameBytes = (id: string, signals: readonly Signal[]): Uint8Array =>
  encodeFrame({ id, partition: 'p', receivedAt: startAt, signals }).data;

export const frames = [frameBytes('frame-a', [log, log]), frameBytes('frame-b', [metric, metric, metric])] as const;

const finding: Finding = {
  id: 'finding-1',
  kind: 'classification',
  status: 'firing',
  severity: 'critical',
  category: 'dependency_failure',
  confidence: 0.9,
  fingerprint: 'f1',
  labels: { alertname: 'gateway-timeout', 'service.name': 'payment' },
  title: 'payment gateway timeout',
  reason: 'a rule says so',
  startsAt: startAt,
  lastSeenAt: startAt,
  source: 'classify/rule/timeout',
  evidence: { signals: ['frame-a#0'], count: 2 },
};

export const alert: Alert = {
  fingerprint: 'f1',
  labels: finding.labels,
  status: 'resolved',
  severity: 'critical',
  category: 'dependency_failure',
  title: finding.title,
  reason: finding.reason,
  firstSeenAt: startAt + 615_000,
  lastSeenAt: startAt + 1_640_000,
  count: 2,
  recentFindings: ['finding-1', 'finding-2'],
  folded: 1,
  version: 2,
};

const incident: Incident = {
  id: 'inc-1',
  status: 'resolved',
  severity: 'critical',
  category: 'dependency_failure',
  escalationLevel: 'escalated',
  title: finding.title,
  route: 'all',
  groupKey: 'all{shop}',
  groupId: 'shop',
  groupLabels: { 'service.namespace': 'shop' },
  alerts: ['f1'],
  openedAt: startAt + 615_000,
  updatedAt: startAt + 1_770_000,
  resolvedAt: startAt + 1_770_000,
  resolvedBy: 'remediate',
  escalating: true,
  version: 4,
};

const entry = (at: number, kind: TimelineEntry['kind'], by: string, reason: string, detail = {}): TimelineEntry => ({
  ...{ incidentId: 'inc-1', at: startAt + at, kind, by, reason, detail },
  causeId: `${kind}-${at}${Object.values(detail).length > 0 ? '/console' : ''}`,
});

const timeline = [
  entry(615_000, 'opened', 'route', 'payment gateway timeout: nothing was open.'),
  entry(616_000, 'notified', 'notify', 'Please look.', { channel: 'console', notificationReason: 'incident_opened', recipients: 'alex' }),
  entry(1_515_000, 'escalated', 'escalate', 'Nobody answered for 15 minutes.'),
  entry(1_770_000, 'resolved', 'remediate', 'Nothing fires any more. \u001b[31m'),
];

export const remains: Remains = {
  records: frames.map((data, index) => ({ sequenceNumber: String(100 + index), data })),
  unread: {},
  archived: [{ key: 'a.frames', body: packArchiveObject(frames) }],
  quarantined: [],
  findings: [JSON.stringify(finding), JSON.stringify({ ...finding, id: 'finding-2' })],
  waiting: [],
  outcomes: new Map([
    ['finding-1', 'folded'],
    ['finding-2', 'duplicate'],
  ]),
  deadLetters: [],
  items: [
    { pk: 'alert#f1', sk: 'alert', body: alert },
    { pk: 'incident#inc-1', sk: 'incident', body: incident },
    ...timeline.map((body) => ({ pk: 'incident#inc-1', sk: `event#${body.kind}#${body.causeId}`, body })),
  ],
  received: { classify: 2, detect: 3 },
  policy: policySchema.parse({
    providers: {},
    classification: { rules: [] },
    detection: {},
    routes: { route: { name: 'all', groupBy: ['service.namespace'], escalation: 'on-call' } },
    correlation: {},
    topology: {},
    people: { people: {} },
    schedules: {},
    maintenance: {},
    processors: {},
    escalation: { policies: {} },
    channels: { channels: [] },
    remediations: { targets: {}, rules: [] },
  }),
  messages: [
    { at: startAt, url: 'https://hooks.example.com/secret-path', body: { links: { approve: 'https://x/v1/answer?token=SECRET' } } },
  ],
  jobs: [{ id: 1, template: 42, status: 'successful', createdAt: startAt + 1_620_000, finishedAt: startAt + 1_642_000 }],
  times: { deliveries: [], invocations: [], queued: [] },
  permissions: {
    granted: [
      { role: 'ingest-role', action: 'kinesis:PutRecords', resource: 'arn:aws:kinesis:us-east-1:123456789012:stream/telemetry' },
      { role: 'ingest-role', action: 's3:PutObject', resource: 'arn:aws:s3:::quarantine/*' },
    ],
    unused: [{ role: 'ingest-role', action: 's3:PutObject', resource: 'arn:aws:s3:::quarantine/*' }],
    denials: [],
  },
  usage: [
    { unit: 'kinesis-put-units', stage: 'ingest', quantity: 2 },
    { unit: 'kinesis-shard-hours', stage: 'shared', quantity: 0.5, held: 1 },
  ],
};
