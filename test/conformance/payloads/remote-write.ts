/** Remote write: captures of Prometheus 2, Prometheus 3 and vmagent, and fixtures that are the message as JSON. */
import { expect } from 'vitest';
import { inflate } from '#functions/ingest/inflate.ts';
import type { IngestRequest } from '#functions/ingest/ingest.ts';
import { type Payload, payloadBody, payloadRequest } from '#test/support/payloads.ts';
import { remoteWriteMeaning } from '#test/support/remote-write-oracle.ts';
import { writeRequest1 } from '#test/support/remote-write-writer.ts';
import { snappy } from '#test/support/snappy.ts';
import { jsonOf, type PayloadProtocol } from './protocol.ts';

/** Telegraf's fixtures are written in protobuf first. */
const requestOf = (payload: Payload): IngestRequest => {
  const request = payloadRequest(payload, '/api/v1/write');
  if (payload.contentType !== 'application/json') return request;
  const body = snappy(writeRequest1(jsonOf(payloadBody(payload))));
  return { ...request, headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' }, body };
};

const is2 = ({ headers }: IngestRequest): boolean => (headers['content-type'] ?? '').includes('v2');

export const remoteWrite: PayloadProtocol = {
  names: ['prometheus-remote-write', 'prometheus-remote-write-v2', 'vm-remote-write'],
  status: 204,
  cases: (payload) => {
    const request = requestOf(payload);
    const meaning = () => remoteWriteMeaning(is2(request) ? 2 : 1, inflate(request.body, request.headers['content-encoding']));
    return [{ request, signals: () => meaning().signals.length }];
  },
  sentence: ({ headers, body }) =>
    headers['content-type']?.startsWith('text/plain') === true && String(body).endsWith('\n') ? String(body).trimEnd() : undefined,
  holds: ({ request, answer, signals }) => {
    expect(answer.body).toBe('');
    if (!is2(request)) return;
    const written = ['samples', 'histograms'].map((what) => Number(answer.headers[`x-prometheus-remote-write-${what}-written`]));
    expect((written[0] as number) + (written[1] as number)).toBe(signals.length);
    expect(answer.headers['x-prometheus-remote-write-exemplars-written']).toMatch(/^\d+$/);
  },
};
