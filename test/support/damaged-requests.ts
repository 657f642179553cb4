/** What a network, a disk or an attacker makes of a request: cut off and changed in many places. */
import { expect } from 'vitest';
import { type IngestRequest, ingest } from '#functions/ingest/ingest.ts';
import { bodyText, pretendPorts } from '#test/unit/ingest/ingest-support.ts';

/** Milliseconds an answer may take, tried again where the machine was busy with something else. */
const quickMs = 50;

const answerOf = async (request: IngestRequest) => {
  const ports = pretendPorts();
  const start = performance.now();
  const { answer } = await ingest(request, ports);
  return { answer, stored: ports.frames.length, took: performance.now() - start };
};

/** Cuts off and changes a request's plain body at about a hundred places: never 5xx, never slow, nothing stored of what is refused unless the answer says `partial`. */
export const expectDamageIsRefused = async (request: IngestRequest, partial?: RegExp): Promise<void> => {
  const step = Math.max(1, Math.floor(request.body.length / 100));
  for (let at = 0; at < request.body.length; at += step) {
    const damaged = Buffer.from(request.body);
    damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
    for (const body of [request.body.subarray(0, at), damaged]) {
      const damagedRequest = { ...request, body };
      const first = await answerOf(damagedRequest);
      const { answer, stored } = first;
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400 && !partial?.test(bodyText(answer.body))) expect(stored).toBe(0);
      let took = first.took;
      for (let again = 0; again < 3 && took > quickMs; again += 1) took = Math.min(took, (await answerOf(damagedRequest)).took);
      expect(took).toBeLessThan(quickMs);
    }
  }
};
