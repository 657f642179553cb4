/** Payloads of real clients through the whole front, from the socket to the stream: answered in their own encoding, never with a 5xx, never hanging. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPipeline, type Pipeline } from '#test/support/cloud-fixture.ts';
import { call, type HttpAnswer } from '#test/support/http-call.ts';

const folder = fileURLToPath(new URL('../../../shared/data/payloads/', import.meta.url));

interface Payload {
  readonly path: string;
  readonly protocol: string;
  readonly contentType: string;
  readonly contentEncoding: string | null;
  readonly valid: boolean;
}

const isThere = existsSync(join(folder, 'INDEX.json'));
const payloads: readonly Payload[] = isThere
  ? (JSON.parse(readFileSync(join(folder, 'INDEX.json'), 'utf8')) as Payload[]).filter(({ protocol }) => protocol === 'otlp')
  : [];

interface Captured {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const capturedOf = ({ path }: Payload): Captured | undefined => {
  const file = join(folder, path.replace(/\.body$/, '.headers.json'));
  return path.endsWith('.body') && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Captured) : undefined;
};

/** The endpoint a payload is for: as captured, else by what it holds; the old protobuf samples are metrics. */
const endpointOf = (payload: Payload, body: Buffer): string => {
  const captured = /\/v1\/\w+$/.exec(capturedOf(payload)?.url ?? '')?.[0];
  if (captured !== undefined) return captured;
  const held = /"resource(Logs|Spans|Metrics)"/.exec(body.toString('latin1'))?.[1] ?? 'Metrics';
  return { Logs: '/v1/logs', Spans: '/v1/traces', Metrics: '/v1/metrics' }[held] ?? '';
};

const headersOf = (payload: Payload): Record<string, string> => {
  const dropped = ['host', 'connection', 'transfer-encoding', 'content-length'];
  const captured = Object.entries(capturedOf(payload)?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    'content-type': payload.contentType,
    ...(payload.contentEncoding === null ? {} : { 'content-encoding': payload.contentEncoding }),
    ...Object.fromEntries(captured.filter(([name]) => !dropped.includes(name))),
  };
};

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline();
});
afterAll(() => pipeline.cloud.close());

const send = (payload: Payload, body: Buffer, pieces: readonly Uint8Array[] = [body]): Promise<HttpAnswer> =>
  call(pipeline.url + endpointOf(payload, body), { headers: headersOf(payload), pieces });

const bodyOf = ({ path }: Payload): Buffer => readFileSync(join(folder, path));

/** In the request's encoding: JSON that parses, or protobuf that is empty or begins with a field of an answer. */
const expectOwnEncoding = ({ contentType }: Payload, { headers, body }: HttpAnswer): void => {
  expect(headers['content-type']).toBe(contentType);
  if (contentType === 'application/json') expect(JSON.parse(body.toString())).toBeTypeOf('object');
  else if (body.length > 0) expect([0x08, 0x0a, 0x12]).toContain(body[0]);
};

describe.skipIf(!isThere)('OTLP payloads of ../shared/data (skipped where that folder is not)', () => {
  it('are there to be tried', () => {
    expect(payloads.length).toBeGreaterThan(20);
  });

  it.for(payloads.filter(({ valid }) => valid).map((payload) => [payload.path, payload] as const))(
    '%s is accepted with 200 in its own encoding',
    async ([, payload]) => {
      const body = bodyOf(payload);
      const answer = await send(payload, body);
      expect(answer.status).toBe(200);
      expectOwnEncoding(payload, answer);
    },
  );

  it.for(payloads.filter(({ valid }) => !valid).map((payload) => [payload.path, payload] as const))(
    '%s is refused with 4xx in its own encoding',
    async ([, payload]) => {
      const answer = await send(payload, bodyOf(payload));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expectOwnEncoding(payload, answer);
    },
  );

  it('mean the same in chunks', async () => {
    for (const payload of payloads) {
      const body = bodyOf(payload);
      const middle = Math.ceil(body.length / 3);
      const pieces = [body.subarray(0, middle), body.subarray(middle, 2 * middle), body.subarray(2 * middle)];
      const [whole, chunked] = [await send(payload, body), await send(payload, body, pieces)];
      expect([chunked.status, chunked.body], payload.path).toEqual([whole.status, whole.body]);
    }
  });

  it('cut short or damaged, are answered below 500 in their own encoding', async () => {
    for (const payload of payloads) {
      const body = bodyOf(payload);
      const damaged = Buffer.from(body);
      for (let at = 7; at < damaged.length; at += 97) damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      for (const broken of [body.subarray(0, Math.floor(body.length / 2)), body.subarray(0, body.length - 1), damaged]) {
        const answer = await send(payload, Buffer.from(broken));
        expect(answer.status, payload.path).toBeLessThan(500);
        expectOwnEncoding(payload, answer);
      }
    }
  });

  it('are all in the archive afterwards: the ledger balances', async () => {
    await pipeline.cloud.settle();
    const ledger = await pipeline.ledger();
    expect(ledger).toMatchObject({ balanced: true, signals: { missing: 0, inFlight: 0, quarantined: 0 } });
    expect(ledger.signals.archived).toBeGreaterThan(payloads.length);
  });
});
