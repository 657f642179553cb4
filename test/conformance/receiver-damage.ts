/** What any body may be turned into on its way: cut off and damaged at about a hundred places. */
import { expect } from 'vitest';
import { type IngestRequest, ingest } from '#functions/ingest/ingest.ts';
import { pretendPorts } from '#test/unit/ingest/ingest-support.ts';

/** Milliseconds of processor time: the clock also counts what others do on the machine. */
const maxMs = 50;

const processorMs = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/** Answered below 500 and quickly, and nothing stored of what is refused as a whole. A slow answer gets a second try: the collector of garbage may have come by. */
const expectSteady = async (request: IngestRequest): Promise<void> => {
  const ports = pretendPorts();
  const took = await processorMs(async () => {
    const { answer, report } = await ingest(request, ports);
    expect(answer.status).toBeLessThan(500);
    if (answer.status >= 400 && report.suppressed['rejected'] === undefined) expect(ports.frames).toEqual([]);
  });
  if (took > maxMs) expect(await processorMs(() => ingest(request, pretendPorts()))).toBeLessThan(maxMs);
};

/** Holds a request to this however its body is damaged. */
export const expectSturdy = async (request: IngestRequest): Promise<void> => {
  const body = Buffer.from(request.body);
  for (let at = 0; at < body.length; at += Math.max(1, Math.floor(body.length / 100))) {
    const damaged = Buffer.from(body);
    damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
    await expectSteady({ ...request, body: body.subarray(0, at) });
    await expectSteady({ ...request, body: damaged });
  }
};
