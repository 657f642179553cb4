/** Rates of logs by level: whole minutes, those without errors too; logs are not counted as detect's to answer for. */
import { describe, expect, it } from 'vitest';
import { detectStage } from '#functions/detect/stage.ts';
import { detectionSchema } from '#kernel/policy.ts';
import { memoryDependencies, memoryFindings, memoryStates } from '#test/support/memory-ports.ts';
import { frameOf, logOf, resourceOf, startAt } from '#test/support/signals.ts';

const resource = resourceOf('shop');
const worker = (states = memoryStates(), findings = memoryFindings()) => ({
  findings,
  stage: detectStage(
    { states: states.store, dependencies: memoryDependencies(), findings: findings.sink, clock: { now: () => startAt } },
    detectionSchema.parse({}),
  ),
});

/** A log a second; errors from one second on. */
const feed = async (stage: ReturnType<typeof worker>['stage'], from: number, to: number, failingFrom: number) => {
  for (let index = from; index < to; index += 10) {
    const logs = Array.from({ length: 10 }, (_, each) => {
      const at = index + each;
      return logOf(resource, startAt + at * 1000, at >= failingFrom ? 17 : 9, 'said');
    });
    const report = await stage.take({ frame: frameOf(`f${index}`, logs), sequenceNumber: String(10_000 + index) });
    expect(report).toMatchObject({ received: 0, suppressed: {} });
    await stage.flush();
  }
};

describe('a service that begins to log errors', () => {
  it('is found by the rate of its errors, which was nothing before', async () => {
    const { stage, findings } = worker();
    await feed(stage, 0, 3600, 3000);
    const [first] = findings.sent;
    expect(first).toMatchObject({ status: 'firing', labels: { alertname: 'log.records', 'log.level': 'error', 'service.name': 'shop' } });
    expect((first?.lastSeenAt ?? 0) - startAt - 3_000_000).toBeLessThanOrEqual(150_000);
  });

  it('is not counted twice when records come again, to the same worker or another', async () => {
    const states = memoryStates();
    const reference = worker();
    await feed(reference.stage, 0, 3600, 3000);
    const { stage, findings } = worker(states);
    await feed(stage, 0, 1800, 3000);
    await feed(stage, 1200, 1800, 3000);
    await feed(stage, 1800, 3600, 3000);
    expect(findings.sent).toEqual(reference.findings.sent);
  });
});
