/** What any body may be turned into on its way: cut off and damaged. */
import { expect } from 'vitest';
import { inflate } from '#functions/ingest/inflate.ts';
import { type IngestRequest, ingest } from '#functions/ingest/ingest.ts';
import { pretendPorts } from '#test/unit/ingest/ingest-support.ts';

/** Places a body is damaged at, about; and cut off at as many. */
const places = 30;

/** Milliseconds of a processor one request may take: 50, and one more for every 5 kB. */
const slowFor = ({ body }: IngestRequest): number => 50 + body.length / 5_000;

/** Milliseconds of processor time: the clock also counts what others do on the machine. */
const processorMs = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/** Answered below 500 and quickly, and nothing stored of what is refused as a whole. A slow answer gets two more tries: the collector of garbage may have come by. */
const expectSteady = async (request: IngestRequest, tries = 3): Promise<void> => {
  const ports = pretendPorts();
  const took = await processorMs(async () => {
    const { answer, report } = await ingest(request, ports);
    expect(answer.status).toBeLessThan(500);
    if (answer.status >= 400 && report.suppressed['rejected'] === undefined) expect(ports.frames).toEqual([]);
  });
  if (took < slowFor(request)) return;
  if (tries === 1) expect(took).toBeLessThan(slowFor(request));
  else await expectSteady(request, tries - 1);
};

const damagedBodies = function* (body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += Math.max(1, Math.floor(body.length / places))) {
    const damaged = Buffer.from(body);
    damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
    yield damaged;
    yield body.subarray(0, at);
  }
};

/** The body without its compression, where there is any: damage inside of it would seldom reach a decoder. */
const inflated = (request: IngestRequest): IngestRequest | undefined => {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined) return undefined;
  try {
    // `identity`, as remote write is compressed where nothing is said.
    return { ...request, headers: { ...request.headers, 'content-encoding': 'identity' }, body: inflate(request.body, encoding) };
  } catch {
    return undefined;
  }
};

/** Holds a request to this however its body is damaged, within its compression and outside of it. */
export const expectSturdy = async (request: IngestRequest): Promise<void> => {
  for (const form of [request, inflated(request)]) {
    if (form === undefined) continue;
    for (const body of damagedBodies(Buffer.from(form.body))) await expectSteady({ ...form, body });
  }
};
