/** Every OTLP payload of the shared data: captures of real clients and fixtures of other projects. Skips, saying so, where the data is not at hand. */
import { expect, it } from 'vitest';
import { inflate } from '#functions/ingest/inflate.ts';
import { type IngestRequest, ingest } from '#functions/ingest/ingest.ts';
import { encodingOf } from '#functions/ingest/otlp/answers.ts';
import { describePayloads, type Payload, payloadBody, payloadRequest, payloadsOf } from '#test/support/payloads.ts';
import { bodyText, pretendPorts } from '#test/unit/ingest/ingest-support.ts';

const otlpPayloads = payloadsOf('otlp');

/** The route: from the capture's note, else from what the body or the file's name says. */
const routeOf = ({ path, note }: Payload, body: Buffer): string => {
  const captured = /\/v1\/(?:logs|metrics|traces)/.exec(note);
  if (captured !== null) return captured[0];
  const text = `${path} ${body.toString('latin1')}`;
  if (/resourceSpans|traces/.test(text)) return '/v1/traces';
  return /resourceMetrics|metric|histogram|int_sum|mixed_07/.test(text) ? '/v1/metrics' : '/v1/logs';
};

const requestOf = (payload: Payload): IngestRequest => payloadRequest(payload, routeOf(payload, payloadBody(payload)));

/** A google.rpc.Status in protobuf: code 3 and a message. */
const isStatus = (body: Buffer): boolean => body[0] === 0x08 && body[2] === 0x12;

describePayloads('OTLP', () => {
  it('are found in the index', () => {
    expect(otlpPayloads.length).toBeGreaterThan(20);
  });

  it.for(otlpPayloads.map((payload) => [payload.path, payload] as const))(
    '%s is answered as its validity asks, in its own encoding',
    async ([, payload]) => {
      const request = requestOf(payload);
      const ports = pretendPorts();
      const { answer, report } = await ingest(request, ports);
      const encoding = encodingOf(payload.contentType);
      expect(encodingOf(answer.headers['content-type'])).toBe(encoding);
      const body = bodyText(answer.body);
      if (encoding === 'json') expect(() => JSON.parse(body) as unknown).not.toThrow();
      if (payload.valid) {
        expect(answer.status).toBe(200);
        expect(report.produced).toBe(ports.signals().length);
        if (payload.headersPath !== undefined) {
          expect(report.produced).toBeGreaterThan(0);
          expect(report.suppressed).toEqual({});
        }
      } else {
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        expect(ports.frames).toEqual([]);
        if (encoding === 'protobuf') expect(isStatus(Buffer.from(answer.body))).toBe(true);
        else expect(JSON.parse(body)).toMatchObject({ code: 3 });
      }
    },
  );

  it.for(otlpPayloads.filter(({ valid }) => valid).map((payload) => [payload.path, payload] as const))(
    '%s cut off or damaged anywhere is never more than refused, and quickly',
    async ([, payload]) => {
      const request = requestOf(payload);
      const { 'content-encoding': encoding, ...headers } = request.headers;
      // Damage inside the compression would seldom reach the decoder: take it off first.
      const inflated = Buffer.from(inflate(request.body, encoding));
      const step = Math.max(1, Math.floor(inflated.length / 200));
      for (let at = 0; at < inflated.length; at += step) {
        const damaged = Buffer.from(inflated);
        damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
        for (const body of [inflated.subarray(0, at), damaged]) {
          const start = performance.now();
          const { answer } = await ingest({ ...request, headers, body }, pretendPorts());
          expect(answer.status).toBeLessThan(500);
          expect(performance.now() - start).toBeLessThan(1_000);
        }
      }
      const packed = await ingest({ ...request, body: request.body.subarray(0, request.body.length >> 1) }, pretendPorts());
      expect(packed.answer.status).toBe(
        encoding === undefined && encodingOf(payload.contentType) === 'protobuf' ? packed.answer.status : 400,
      );
    },
  );
});
