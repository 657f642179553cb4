/** What any body may be turned into on its way: cut off and damaged at about a hundred places. */
import { expect } from 'vitest';
import { type IngestRequest, ingest } from '#functions/ingest/ingest.ts';
import { pretendPorts } from '#test/unit/ingest/ingest-support.ts';

const maxMs = 50;

/** Answered below 500 within 50 ms, and nothing stored of what is refused as a whole. A slow answer gets a second try: the machine may have been busy. */
const expectSteady = async (request: IngestRequest): Promise<void> => {
  const ports = pretendPorts();
  const start = performance.now();
  const { answer, report } = await ingest(request, ports);
  const took = performance.now() - start;
  expect(answer.status).toBeLessThan(500);
  if (answer.status >= 400 && report.suppressed['rejected'] === undefined) expect(ports.frames).toEqual([]);
  if (took <= maxMs) return;
  const again = performance.now();
  await ingest(request, pretendPorts());
  expect(performance.now() - again).toBeLessThan(maxMs);
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
