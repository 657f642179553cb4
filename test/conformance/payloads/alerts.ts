/** What other systems judged: Alertmanager and Prometheus, Grafana, Datadog's monitors, PagerDuty's events, Kubernetes' events. */
import { expect } from 'vitest';
import type { IngestRequest } from '#functions/ingest/ingest.ts';
import { labelFingerprint } from '#kernel/reading/label-fingerprint.ts';
import { type Payload, payloadBody, payloadRequest } from '#test/support/payloads.ts';
import { answerJson, jsonOf, type PayloadProtocol, sentenceAt, type Taken } from './protocol.ts';

interface SentAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly status?: string;
  readonly fingerprint?: string;
}

/** Keep's mocks wrap what is posted in `{payload, parameters}`. */
export const unwrappedRequest = (payload: Payload, path: string): IngestRequest => {
  const request = payloadRequest(payload, path);
  if (!payload.note.includes('wrapper {payload')) return request;
  const { payload: posted } = jsonOf<{ payload: unknown }>(request.body);
  return { ...request, body: Buffer.from(JSON.stringify(posted)) };
};

const alertsOf = (body: Uint8Array): readonly SentAlert[] => {
  const sent = jsonOf<{ alerts: readonly SentAlert[] } | readonly SentAlert[]>(body);
  return 'alerts' in sent ? sent.alerts : sent;
};

/** Each alert under the fingerprint it has, which is the one computed; nothing orders signals of several resources. */
const fingerprintsHold = ({ payload, request, signals }: Taken): void => {
  const alerts = alertsOf(request.body);
  const computed = alerts.map(({ labels }) => labelFingerprint(new Map(Object.entries(labels))));
  const keys = alerts.map(({ fingerprint }, at) => fingerprint ?? computed[at]);
  expect(signals.map(({ attributes }) => attributes['event.key']).sort()).toEqual(keys.sort());
  for (const [at, { fingerprint }] of alerts.entries())
    if (fingerprint !== undefined && !payload.note.includes('mock')) expect(fingerprint).toBe(computed[at]);
  for (const { labels, status } of alerts)
    expect(signals).toContainEqual(
      expect.objectContaining({
        kind: 'event',
        source: 'alertmanager',
        name: labels['alertname'],
        ...(status !== undefined && { status }),
      }),
    );
};

export const alertmanager: PayloadProtocol = {
  names: ['alertmanager-webhook', 'alertmanager-api-v2'],
  status: 200,
  cases: (payload) => {
    const request = unwrappedRequest(payload, payload.protocol === 'alertmanager-api-v2' ? '/api/v2/alerts' : '/alertmanager');
    return [{ request, signals: () => alertsOf(request.body).length }];
  },
  sentence: sentenceAt('message'),
  holds: fingerprintsHold,
};

export const grafana: PayloadProtocol = {
  names: ['grafana-webhook'],
  status: 200,
  // None of them lists alerts: each is one.
  cases: (payload) => [{ request: payloadRequest(payload, '/grafana'), signals: () => 1 }],
  sentence: sentenceAt('message'),
  holds: ({ signals }) => {
    for (const signal of signals)
      expect(signal).toMatchObject({
        ...{ kind: 'event', source: 'grafana', status: 'firing', message: expect.stringMatching(/\S/) },
        attributes: { 'event.key': expect.stringMatching(/^(?:rule|title)\|/) },
      });
  },
};

export const datadog: PayloadProtocol = {
  names: ['datadog'],
  status: 200,
  cases: (payload) => [{ request: unwrappedRequest(payload, '/datadog'), signals: () => 1 }],
  sentence: sentenceAt('message'),
  holds: ({ signals }) =>
    expect(signals).toMatchObject([
      { kind: 'event', source: 'datadog', status: 'firing', attributes: { 'datadog.alert_id': '1234567891', 'label.team': 'database' } },
    ]),
};

export const pagerduty: PayloadProtocol = {
  names: ['pagerduty'],
  status: 202,
  cases: (payload) => ['/v2/enqueue', '/v2/change/enqueue'].map((path) => ({ request: payloadRequest(payload, path), signals: () => 1 })),
  sentence: (answer) => {
    const { status, errors } = answerJson(answer);
    return status === 'invalid event' && Array.isArray(errors) ? errors.join('; ') : undefined;
  },
};

export const kubernetes: PayloadProtocol = {
  names: ['kubernetes-events', 'kubernetes-objects'],
  status: 200,
  cases: (payload) => {
    const { items } = jsonOf<{ items?: readonly unknown[] }>(payloadBody(payload));
    return [{ request: payloadRequest(payload, '/kubernetes/events'), signals: () => items?.length ?? 1 }];
  },
  sentence: sentenceAt('message'),
};
