/** Every remote write payload of the shared data: captures of Prometheus 2, Prometheus 3 and vmagent, and what was derived from them. Skips, saying so, where the data is not at hand. */
import { expect, it } from 'vitest';
import { inflate } from '#functions/ingest/inflate.ts';
import { type IngestRequest, ingest } from '#functions/ingest/ingest.ts';
import { prometheusRemoteWrite } from '#functions/ingest/prometheus-remote-write/receiver.ts';
import { InputError } from '#kernel/errors.ts';
import { describePayloads, type Payload, payloadBody, payloadRequest, payloadsOf } from '#test/support/payloads.ts';
import { processorMs } from '#test/support/processor-time.ts';
import { writeRequest1 } from '#test/support/remote-write-writer.ts';
import { snappy } from '#test/support/snappy.ts';
import { pretendPorts } from '#test/unit/ingest/ingest-support.ts';

const all = payloadsOf('prometheus-remote-write', 'prometheus-remote-write-v2', 'vm-remote-write');
const named = (payloads: readonly Payload[]) => payloads.map((payload) => [payload.path, payload] as const);

/** Telegraf's fixtures are the message as JSON: they are written in protobuf first. */
const requestOf = (payload: Payload): IngestRequest => {
  const request = payloadRequest(payload, '/api/v1/write');
  if (payload.contentType !== 'application/json') return request;
  const body = snappy(writeRequest1(JSON.parse(payloadBody(payload).toString('utf8')) as object));
  return { ...request, headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' }, body };
};

const is2 = ({ headers }: IngestRequest): boolean => (headers['content-type'] ?? '').includes('v2');

/** Requests of nothing but metadata are normal in 1.0: their messages begin with field 3. */
const metadataOnly = ({ body, headers }: IngestRequest): boolean =>
  !is2({ headers } as IngestRequest) && inflate(body, headers['content-encoding'])[0] === 0x1a;

/** Processor time of inflating and decoding. */
const readingMs = (request: IngestRequest): number =>
  processorMs(() => {
    try {
      prometheusRemoteWrite.decode({ ...request, body: inflate(request.body, request.headers['content-encoding']), receivedAt: 0 });
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
    }
  });

describePayloads('Remote write', () => {
  it('are found in the index', () => {
    expect(all.length).toBeGreaterThan(35);
  });

  it.for(named(all))('%s is answered as its validity asks', async ([, payload]) => {
    const request = requestOf(payload);
    const ports = pretendPorts();
    const { answer, report } = await ingest(request, ports);
    if (payload.valid) {
      expect(answer).toMatchObject({ status: 204, body: '' });
      expect(report.suppressed).toEqual({});
      expect(report.produced).toBe(ports.signals().length);
      if (!metadataOnly(request)) expect(report.produced).toBeGreaterThan(0);
      if (is2(request)) {
        const written = ['samples', 'histograms', 'exemplars'].map((what) =>
          Number(answer.headers[`x-prometheus-remote-write-${what}-written`]),
        );
        expect((written[0] as number) + (written[1] as number)).toBe(report.produced);
      }
    } else {
      expect(answer.status).toBe(400);
      expect(String(answer.body)).toMatch(/^[A-Z].*\.\n$/);
      expect(ports.frames).toEqual([]);
    }
  });

  it.for(named(all.filter(({ valid }) => valid)))(
    '%s cut off or damaged anywhere is never more than refused, and quickly',
    async ([, payload]) => {
      const request = requestOf(payload);
      const plain = Buffer.from(inflate(request.body, request.headers['content-encoding']));
      // Damage inside the compression would seldom reach the decoder: both are damaged, each on its own.
      const forms = [
        { body: request.body, headers: request.headers },
        { body: plain, headers: { ...request.headers, 'content-encoding': 'identity' } },
      ];
      for (const { body: whole, headers } of forms) {
        for (let at = 0; at < whole.length; at += Math.max(1, Math.floor(whole.length / 100))) {
          const damaged = Buffer.from(whole);
          damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
          for (const body of [whole.subarray(0, at), damaged]) {
            const ports = pretendPorts();
            const damagedRequest = { ...request, headers, body };
            const { answer, report } = await ingest(damagedRequest, ports);
            // A compilation or a collection may fall into one reading, hardly into two.
            if (readingMs(damagedRequest) > 50) expect(readingMs(damagedRequest)).toBeLessThan(50);
            expect(answer.status).toBeLessThan(500);
            if (answer.status >= 400 && report.produced === 0) expect(ports.frames).toEqual([]);
          }
        }
      }
    },
  );
});
