/** The real ingest function before a stream of one shard: what comes faster than a shard takes waits, and what cannot wait is handed back. */
import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { openPipeline, type Pipeline } from '#test/support/cloud-fixture.ts';

let pipeline: Pipeline;
let calls: string[] = [];
afterEach(() => pipeline.cloud.close());

const start = async (): Promise<void> => {
  calls = [];
  pipeline = await openPipeline({
    interceptors: {
      call: ({ operation }) => {
        calls.push(operation);
        return 'proceed';
      },
    },
  });
};

/** One log of each of so many pods: as many records of the stream. */
const logsOf = (pods: number, texts: readonly string[] = []): string =>
  JSON.stringify({
    resourceLogs: Array.from({ length: pods }, (_, pod) => ({
      resource: { attributes: [{ key: 'k8s.pod.name', value: { stringValue: `pod-${pod}` } }] },
      scopeLogs: [
        { logRecords: [{ timeUnixNano: '1763632800000000000', severityNumber: 9, body: { stringValue: texts[pod] ?? `ready ${pod}` } }] },
      ],
    })),
  });

const puts = (): number => calls.filter((operation) => operation === 'PutRecords').length;
const stored = async (): Promise<readonly string[]> => {
  const records = await pipeline.cloud.stream('streamwarden-dev-telemetry').records();
  return records.map(({ data }) => data);
};

it('waits for the shard with what is more than 1,000 records a second, and stores each once', async () => {
  await start();
  const before = pipeline.cloud.now();
  expect((await pipeline.send('/v1/logs', logsOf(1_300))).status).toBe(200);
  const records = await stored();
  expect([records.length, new Set(records).size]).toEqual([1_300, 1_300]);
  // Three batches would do, were it not for the shard; the function has slept until it took the rest.
  expect(puts()).toBeGreaterThan(3);
  expect(pipeline.cloud.now() - before).toBeGreaterThanOrEqual(300);
  expect(pipeline.cloud.now() - before).toBeLessThan(2_000);
});

it('answers 429 with a pause when six attempts do not do, and takes what comes in smaller pieces after it', async () => {
  await start();
  // Random text hardly compresses: some 0.65 MB a pod, for a shard that takes 1 MiB a second.
  const texts = Array.from({ length: 5 }, () => randomBytes(650_000).toString('base64'));
  const refused = await pipeline.send('/v1/logs', logsOf(5, texts));
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '5']);
  expect((await stored()).length).toBeLessThan(5);
  for (const text of texts) {
    await pipeline.pass(5_000);
    expect((await pipeline.send('/v1/logs', logsOf(1, [text]))).status).toBe(200);
  }
  await pipeline.cloud.settle();
  expect((await pipeline.ledger()).balanced).toBe(true);
});
