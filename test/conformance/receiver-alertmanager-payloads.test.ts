/** What real Alertmanagers and Prometheuses sent, and other projects' fixtures. Skips, saying so, where the data is not at hand. */
import { expect, it } from 'vitest';
import { type IngestRequest, ingest } from '#functions/ingest/ingest.ts';
import { labelFingerprint } from '#kernel/reading/label-fingerprint.ts';
import { describePayloads, type Payload, payloadBody, payloadRequest, payloadsOf } from '#test/support/payloads.ts';
import { bodyText, pretendPorts } from '#test/unit/ingest/ingest-support.ts';
import { expectSturdy } from './receiver-damage.ts';

const payloads = payloadsOf('alertmanager-webhook', 'alertmanager-api-v2');
const named = payloads.map((payload) => [payload.path, payload] as const);

const requestOf = (payload: Payload): IngestRequest =>
  payloadRequest(payload, payload.protocol === 'alertmanager-api-v2' ? '/api/v2/alerts' : '/alertmanager');

interface SentAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly status?: string;
  readonly startsAt: string;
  readonly fingerprint?: string;
}

const alertsOf = (payload: Payload): readonly SentAlert[] => {
  const sent = JSON.parse(payloadBody(payload).toString('utf8')) as { alerts: SentAlert[] } | SentAlert[];
  return Array.isArray(sent) ? sent : sent.alerts;
};

describePayloads('Alertmanager', () => {
  it('are found in the index', () => {
    expect(payloads.length).toBeGreaterThan(20);
  });

  it.for(named)('%s becomes a signal an alert, or is refused with a reason', async ([, payload]) => {
    const ports = pretendPorts();
    const { answer } = await ingest(requestOf(payload), ports);
    if (!payload.valid) {
      expect(answer.status).toBe(400);
      expect(JSON.parse(bodyText(answer.body))).toEqual({ message: expect.stringMatching(/JSON/) });
      expect(ports.frames).toEqual([]);
      return;
    }
    expect(answer.status).toBe(200);
    // Nothing orders the signals of several resources: each partition is a frame of its own.
    const signals = ports.signals();
    const alerts = alertsOf(payload);
    expect(signals.map(({ attributes }) => attributes['event.key']).sort()).toEqual(
      alerts.map(({ labels, fingerprint }) => fingerprint ?? labelFingerprint(new Map(Object.entries(labels)))).sort(),
    );
    for (const { labels, status } of alerts) {
      expect(signals).toContainEqual(
        expect.objectContaining({
          kind: 'event',
          source: 'alertmanager',
          name: labels['alertname'],
          ...(status !== undefined && { status }),
        }),
      );
    }
  });

  it.for(named.filter(([, { valid }]) => valid))('%s: the fingerprints given are those that are computed', ([, payload]) => {
    const given = alertsOf(payload).filter(({ fingerprint }) => fingerprint !== undefined);
    for (const { labels, fingerprint } of given) expect(labelFingerprint(new Map(Object.entries(labels)))).toBe(fingerprint);
    if (payload.headersPath !== undefined && payload.protocol === 'alertmanager-webhook') expect(given.length).toBeGreaterThan(0);
  });

  it.for(named)('%s cut off or damaged is never more than refused, and quickly', async ([, payload]) => {
    await expectSturdy(requestOf(payload));
  });
});
