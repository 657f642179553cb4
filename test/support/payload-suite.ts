/** What every receiver is asked of the shared payloads: right answers as they are sent, and quick refusals once they are damaged. */
import { expect, it } from 'vitest';
import { inflate } from '#functions/ingest/inflate.ts';
import { type IngestRequest, ingest } from '#functions/ingest/ingest.ts';
import { bodyText, pretendPorts } from '#test/unit/ingest/ingest-support.ts';

/** One request made of a payload. */
export interface PayloadCase {
  readonly name: string;
  readonly request: IngestRequest;
  /** Signals it must become at least; 0 where it holds nothing, undefined where it must be refused. */
  readonly signals: number | undefined;
  /** Part of the sentence of a refusal. */
  readonly sentence?: RegExp;
}

/** Flipped bits and cuts each payload is tried with. */
const damages = 100;
/** Milliseconds of a processor one request may take: 50, and one more for every 5 kB. */
const slowFor = ({ body }: IngestRequest): number => 50 + body.length / 5_000;

const damagedBodies = function* (body: Buffer): Generator<Buffer> {
  const step = Math.max(1, Math.floor(body.length / damages));
  for (let at = 0; at < body.length; at += step) {
    const damaged = Buffer.from(body);
    damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
    yield damaged;
    yield body.subarray(0, at);
  }
};

/** Milliseconds of a processor in the quickest of three tries: other work on the machine must not look like slow code. */
const timeOf = async (request: IngestRequest): Promise<number> => {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && best > slowFor(request); attempt += 1) {
    const start = process.cpuUsage();
    await ingest(request, pretendPorts());
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
};

/** Registers the tests; call it within a suite. */
export const checkPayloads = (cases: readonly PayloadCase[]): void => {
  const named = cases.map((each) => [each.name, each] as const);
  it.for(named)('%s is answered as its validity asks', async ([, { request, signals, sentence }]) => {
    const ports = pretendPorts();
    const { answer } = await ingest(request, ports);
    if (signals === undefined) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(ports.frames).toEqual([]);
      expect(bodyText(answer.body)).toMatch(sentence ?? /[a-z]{3}/);
    } else {
      expect(answer.status).toBe(200);
      expect(ports.signals().length).toBeGreaterThanOrEqual(signals);
      if (signals === 0) expect(ports.signals()).toEqual([]);
    }
    expect(() => JSON.parse(bodyText(answer.body)) as unknown).not.toThrow();
  });

  it.for(named)('%s cut off or damaged anywhere is never more than refused, and quickly', { timeout: 60_000 }, async ([, { request }]) => {
    const { 'content-encoding': encoding, ...headers } = request.headers;
    for (const body of damagedBodies(Buffer.from(inflate(request.body, encoding)))) {
      const damaged = { ...request, headers, body };
      const ports = pretendPorts();
      const { answer } = await ingest(damaged, ports);
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400) expect(ports.frames).toEqual([]);
      expect(await timeOf(damaged)).toBeLessThan(slowFor(damaged));
    }
  });
};
