/** Every Sentry payload of the shared data: captures of real clients and fixtures of other projects. Skips, saying so, where the data is not at hand. */
import { expect, it } from 'vitest';
import { inflate } from '#functions/ingest/inflate.ts';
import { type IngestRequest, ingest } from '#functions/ingest/ingest.ts';
import { describePayloads, type Payload, payloadBody, payloadRequest, payloadsOf } from '#test/support/payloads.ts';
import { bodyText, pretendPorts } from '#test/unit/ingest/ingest-support.ts';

const payloads = payloadsOf('sentry-envelope');

/** Path and query of a capture; fixtures have none. */
const requestOf = (payload: Payload): IngestRequest => {
  const path = /\/api\/\w+\/envelope\//.exec(payload.note)?.[0] ?? '/api/1/envelope/';
  const request = payloadRequest(payload, path, { sentry_key: 'abc123publickey0000000000000000', sentry_version: '7' });
  if (!payload.note.includes('no envelope framing')) return request;
  const type = /(\w+)_\d+\.json$/.exec(payload.path)?.[1] ?? '';
  const body = payloadBody(payload);
  const head = JSON.stringify({ type: type === 'checkin' ? 'check_in' : type, length: body.length });
  return { ...request, body: Buffer.concat([Buffer.from(`{}\n${head}\n`), body]) };
};

/** An envelope's header alone is valid, and holds nothing. */
const headerOnly = ['test_envelope-3.envelope', 'test_envelope-9.envelope'];

/** What a serialiser's own test writes, without trace ids: Sentry's servers refuse it too. */
const noTrace = ['transaction_000.json', 'transaction_002.json'];

/** Called invalid in the index; Sentry's documentation of envelopes has two empty attachments as a valid example. */
const emptyAttachments = 'envelope_empty_payload.envelope';

/** Its three child spans were made up by hand, with ids that are not hexadecimal. */
const madeUpSpans = 'continuous_profiling_transaction.envelope';

const isOneOf = (payload: Payload, names: readonly string[]): boolean => names.some((name) => payload.path.endsWith(`/${name}`));

/** Processor time, which other programs do not lengthen; the best of three where the first was spoilt by a garbage collection. */
const timed = async (request: IngestRequest, tries = 3) => {
  const ports = pretendPorts();
  const start = process.cpuUsage();
  const { answer } = await ingest(request, ports);
  const { user, system } = process.cpuUsage(start);
  const processorMs = (user + system) / 1_000;
  if (processorMs >= 50 && tries > 1) return timed(request, tries - 1);
  return { answer, frames: ports.frames, processorMs };
};

describePayloads('Sentry', () => {
  it('are found in the index', () => {
    expect(payloads.length).toBeGreaterThan(40);
  });

  it.for(payloads.map((payload) => [payload.path, payload] as const))('%s is answered as its validity asks', async ([, payload]) => {
    const ports = pretendPorts();
    const { answer, report } = await ingest(requestOf(payload), ports);
    const body = JSON.parse(bodyText(answer.body)) as { detail?: string; id?: string };
    const valid = (payload.valid && !isOneOf(payload, noTrace)) || isOneOf(payload, [emptyAttachments]);
    if (!valid) {
      expect(answer.status).toBe(400);
      expect(body.detail).toMatch(/^\w.{20,}\.$/);
      expect(ports.frames).toEqual([]);
      return;
    }
    const refused = isOneOf(payload, [madeUpSpans]) ? '3 refused: 3 × a span has no span id of 16 hex digits.' : undefined;
    expect([answer.status, body.detail]).toEqual([200, refused]);
    expect(report.produced).toBe(ports.signals().length);
    if (!isOneOf(payload, headerOnly)) expect(report.produced).toBeGreaterThan(0);
    const kept = JSON.stringify(ports.signals(), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(kept).not.toMatch(/abc123publickey|pubkey2222|f13869c67372456fb3dbe5137a284313|user@example\.test|203\.0\.113\.9/);
  });

  it('captures of real clients leave nothing uncounted, and keep their own times', async () => {
    for (const payload of payloads.filter(({ headersPath }) => headersPath !== undefined)) {
      const ports = pretendPorts();
      const { report } = await ingest(requestOf(payload), ports);
      expect(report.suppressed, payload.path).toEqual({});
      for (const { timeUnixNano } of ports.signals()) expect(timeUnixNano).toBeGreaterThan(1_795_000_000_000_000_000n);
    }
  });

  it.for(payloads.filter(({ valid }) => valid).map((payload) => [payload.path, payload] as const))(
    '%s cut off or damaged anywhere is never more than refused, and quickly',
    async ([, payload]) => {
      const request = requestOf(payload);
      const { 'content-encoding': encoding, ...headers } = request.headers;
      const inflated = Buffer.from(inflate(request.body, encoding));
      const step = Math.max(1, Math.floor(inflated.length / 100));
      for (let at = 0; at < inflated.length; at += step) {
        const damaged = Buffer.from(inflated);
        damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
        for (const body of [inflated.subarray(0, at), damaged]) {
          const { answer, frames, processorMs } = await timed({ ...request, headers, body });
          expect(processorMs).toBeLessThan(50);
          expect(answer.status).toBeLessThan(500);
          if (answer.status >= 400) expect(frames).toEqual([]);
        }
      }
    },
  );
});
