/** What a small run is charged, counted by hand. */
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import { smallPipeline, smallPipelineHandlers } from '#test/support/templates/small-pipeline.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';

const startAt = Date.parse('2026-11-20T10:00:00Z');
let cloud: LocalCloud;
afterEach(() => cloud.close());

const start = async (): Promise<void> => {
  cloud = await startLocalCloud({
    assembly: writeAssembly(smallPipeline(), smallPipelineHandlers),
    mode: 'deterministic',
    startAt,
    computeCost: () => ({ msPerInvocation: 1, msPerKilobyte: 0 }),
  });
};
const usage = (): Record<string, number> =>
  Object.fromEntries(cloud.usage().map(({ unit, owner, quantity }) => [`${unit}${owner === '' ? '' : ` ${owner}`}`, quantity]));

/** What Lambda writes about an invocation, with 26 bytes an event: START 71, END 52, REPORT 143. */
const platformBytes = 71 + 52 + 143 + 3 * 26;
/** A processor is 1,769 MB of memory; the handlers have 256. A millisecond of work and 0.8 a call, 350 of a cold start, and what calls wait. */
const megabyteMs = (calls: number, waitedMs: number): number => Math.round((1 + calls * 0.8) * (1_769 / 256) + 350 + waitedMs) * 256;

describe('the bill of a small run', () => {
  it('is exact', async () => {
    await start();
    const body = ['key one', 'key two', `key ${'y'.repeat(1_500)}`].join('\n');
    await cloud.request({ method: 'POST', path: '/put', body });
    await cloud.settle();
    await cloud.request({ method: 'POST', path: '/any/thing', body: Buffer.alloc(600 * 1_024, 'x') });
    await cloud.advanceTo(startAt + 1_800_000);
    // A number takes a byte for two significant digits, and one more.
    const numberBytes = (await cloud.table('written').items())
      .map(({ at }) => 1 + Math.ceil(String(at).replace(/0+$/, '').length / 2))
      .reduce((sum, bytes) => sum + bytes, 0);
    expect(usage()).toEqual({
      'api-requests ingest': 1,
      // 600 KB are more than 512.
      'api-requests probe': 2,
      'kinesis-put-units ingest': 3,
      'kinesis-shard-hours': 0.5,
      // pk 2 + 3 bytes, or 2 + 1,500, which is two units; sk 2 + 56 digits of text; at 2 and its digits.
      'dynamodb-writes consume': 1 + 1 + 2,
      'dynamodb-kept': 5 + 5 + 1_502 + 3 * (58 + 2 + 100) + numberBytes,
      'lambda-requests ingest': 1,
      'lambda-requests consume': 1,
      'lambda-requests probe': 1,
      'lambda-compute ingest': megabyteMs(1, 15),
      'lambda-compute consume': megabyteMs(3, 3 * 4),
      'lambda-compute probe': megabyteMs(0, 0),
      'logs ingest': 'put 3'.length + 26 + platformBytes,
      'logs consume': 'batch 3'.length + 26 + platformBytes,
      'logs probe': platformBytes,
      'logs-kept ingest': 'put 3'.length + 26 + platformBytes,
      'logs-kept consume': 'batch 3'.length + 26 + platformBytes,
      'logs-kept probe': platformBytes,
    });
  });

  it('has a retried delivery twice, and what was given up as an object', async () => {
    await start();
    await cloud.request({ method: 'POST', path: '/put', body: 'key one\nkey poison' });
    await cloud.settle();
    const used = usage();
    // The batch of two, then the poisoned record alone, three times.
    expect(used['lambda-requests consume']).toBe(4);
    expect(used['s3-writes consume']).toBe(1);
    expect(used['dynamodb-writes consume']).toBe(1);
  });

  it('tells the processor time apart from it', async () => {
    await start();
    await cloud.request({ method: 'POST', path: '/put', body: 'key one' });
    await cloud.request({ method: 'POST', path: '/put', body: 'key two' });
    expect(cloud.measuredCpu().get('ingest')).toMatchObject({ invocations: 1 });
    expect(cloud.measuredCpu().get('ingest')?.totalMs).toBeGreaterThan(0);
    expect(JSON.stringify(cloud.usage())).not.toContain('cpu');
  });
});
