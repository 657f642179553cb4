/** A small run for the page: one series that leaves its band, logs of two kinds, one incident; every text of it can be chosen. */

import { startResourceState } from '#functions/detect/resource-state.ts';
import { frameScorer } from '#functions/detect/score-frame.ts';
import type { Alert } from '#kernel/alert.ts';
import { packArchiveObject } from '#kernel/archive-object.ts';
import type { Finding } from '#kernel/finding.ts';
import { type Frame, signalRef } from '#kernel/frame.ts';
import { encodeFrame } from '#kernel/frame-codec.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import type { LogSignal, MetricSignal } from '#kernel/signal.ts';
import type { Remains } from '#lib/replay/cloud.ts';
import { makeReport, type Played, type Report } from '#lib/replay/report.ts';
import { remains as plainRemains } from '#test/unit/replay/remains.ts';
import { findingOf } from './findings.ts';

const startAt = Date.UTC(2026, 10, 2, 9);
const minute = 60_000;
const nano = (at: number): bigint => BigInt(startAt + at) * 1_000_000n;

/** What somebody who sends telemetry may write. */
interface PageRunTexts {
  readonly service: string;
  readonly metric: string;
  readonly label: string;
  readonly log: string;
  readonly title: string;
}

const plainTexts: PageRunTexts = {
  service: 'payment',
  metric: 'queue.length',
  label: 'orders',
  log: 'the acquirer does not answer',
  title: 'A small run',
};

/** Ends whatever element it is in, and then tries to run. */
export const attack = '</script></style></title><img src=x onerror="window.pwned=1"><script>window.pwned=1</script><!--<script>';

/** Every text of a run is an attack. */
export const attacking: PageRunTexts = { service: attack, metric: attack, label: attack, log: attack, title: attack };

const sample = ({ service, metric, label }: PageRunTexts, at: number, value: number): MetricSignal => ({
  kind: 'metric',
  timeUnixNano: nano(at),
  resource: { attributes: { 'service.name': service } },
  attributes: { queue: label },
  name: metric,
  data: { type: 'gauge', value },
});

const log = ({ service }: PageRunTexts, at: number, body: string): LogSignal => ({
  kind: 'log',
  timeUnixNano: nano(at),
  resource: { attributes: { 'service.name': service } },
  attributes: {},
  severityNumber: 17,
  body,
});

/** Twenty minutes, a frame each ten seconds; from 12:00 to 16:00 the value is ten times what it was. */
const framesOf = (texts: PageRunTexts): readonly Frame[] =>
  Array.from({ length: 120 }, (_, index) => {
    const at = index * 10_000;
    const failing = at >= 12 * minute && at < 16 * minute;
    const value = (failing ? 300 : 30) + (index % 7);
    const signals = [sample(texts, at, value), log(texts, at, `served in ${index} ms`), ...(failing ? [log(texts, at, texts.log)] : [])];
    return { id: `frame-${index}`, partition: 'resource', receivedAt: startAt + at, signals };
  });

const alertOf = (finding: Finding, changes: Partial<Alert>): Alert => ({
  ...{ fingerprint: finding.fingerprint, labels: finding.labels, status: 'resolved', severity: finding.severity },
  ...{ category: finding.category, title: finding.title, reason: finding.reason, firstSeenAt: finding.startsAt },
  ...{ lastSeenAt: finding.startsAt + 4 * minute, count: 24, recentFindings: [finding.id], version: 1 },
  folded: 0,
  ...changes,
});

/** A report and what remains of its run. */
export const pageRun = (
  changes: Partial<PageRunTexts> = {},
): { readonly report: Report; readonly remains: Remains; readonly played: Played } => {
  const texts = { ...plainTexts, ...changes };
  const frames = framesOf(texts);
  const score = frameScorer(plainRemains.policy.detection);
  const state = startResourceState();
  const anomalies = frames.flatMap((frame) => score(state, frame).findings);
  const logs = frames.flatMap((frame) => (frame.signals.length === 3 ? [signalRef(frame, 2)] : []));
  const failures = logs.map((signal, index) =>
    findingOf(`log-${index}`, texts.service, {
      startsAt: startAt + 12 * minute,
      lastSeenAt: startAt + 12 * minute + index * 10_000,
      title: `${texts.service}: ${texts.log}`.slice(0, 200),
      evidence: { signals: [signal], count: 1, sample: texts.log.slice(0, 500) },
    }),
  );
  const findings = [...anomalies, ...failures];
  const [anomaly] = anomalies;
  const [failure] = failures;
  if (anomaly === undefined || failure === undefined) throw new Error('The run has no finding.');
  const alerts = [alertOf(failure, { folded: 1 }), alertOf(anomaly, { folded: 2 })];
  const incident: Incident = {
    ...{ id: 'inc-1', status: 'resolved', severity: 'critical', category: 'dependency_failure', escalationLevel: 'new' },
    ...{ title: failure.title, route: 'all', groupKey: 'all', groupId: 'all', groupLabels: { 'service.name': texts.service }, version: 3 },
    alerts: alerts.map(({ fingerprint }) => fingerprint),
    ...{
      openedAt: startAt + 12 * minute,
      updatedAt: startAt + 17 * minute,
      resolvedAt: startAt + 17 * minute,
      resolvedBy: 'route',
      escalating: true,
    },
  };
  const note = (at: number, kind: TimelineEntry['kind'], detail: Record<string, string> = {}): TimelineEntry => ({
    ...{ incidentId: 'inc-1', at: startAt + at * minute, kind, causeId: `${kind}-${at}/console`, by: 'route', reason: texts.log, detail },
  });
  const timeline = [
    note(12, 'opened'),
    note(12.5, 'notified', { channel: 'console', notificationReason: 'incident_opened', recipients: texts.title }),
    note(14, 'acknowledged'),
    note(17, 'resolved'),
  ];
  const data = frames.map((frame) => encodeFrame(frame).data);
  const remains: Remains = {
    ...plainRemains,
    records: data.map((bytes, index) => ({ sequenceNumber: String(1000 + index), data: bytes })),
    archived: [{ key: 'a.frames', body: packArchiveObject(data) }],
    findings: findings.map((finding) => JSON.stringify(finding)),
    items: [
      ...alerts.map((body) => ({ pk: `alert#${body.fingerprint}`, sk: 'alert', body })),
      { pk: 'incident#inc-1', sk: 'incident', body: incident },
      ...timeline.map((body) => ({ pk: 'incident#inc-1', sk: `event#${body.kind}#${body.causeId}`, body })),
    ],
    received: { classify: 120 + logs.length, detect: 120 },
  };
  const played: Played = {
    ...{ title: texts.title, description: texts.log, startAt, endedAt: startAt + 20 * minute, answers: { 200: 120 } },
    people: [{ at: startAt + 14 * minute, person: texts.label, does: 'acknowledge', by: 'api', status: 200 }],
  };
  return { report: makeReport(played, remains), remains, played };
};
