/** What a table keeps of what WriteRecords accepts: the wire alone cannot read it back. */
import { expect, it } from 'vitest';
import { TimestreamService } from '#lib/local/services/timestream.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const open = () => {
  const scheduler = new VirtualScheduler();
  const service = new TimestreamService({ scheduler, region: 'us-east-1', account: '111111111111' });
  service.createTable({ database: 'metrics', name: 'samples', memoryStoreRetentionHours: 24 });
  const write = (input: object) =>
    service.handle({
      ...{ method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, operation: 'WriteRecords', accessKeyId: 'x' },
      body: Buffer.from(JSON.stringify({ DatabaseName: 'metrics', TableName: 'samples', ...input })),
    });
  return { now: scheduler.now(), write, stored: () => service.records('metrics', 'samples') };
};
const record = (now: number, over: object = {}) => ({
  ...{ MeasureName: 'cpu', MeasureValue: '1.5', MeasureValueType: 'DOUBLE', Time: String(now) },
  Dimensions: [{ Name: 'host', Value: 'a' }],
  ...over,
});

it('joins the dimensions of both, and reads time in its unit', async () => {
  const { now, write, stored } = open();
  await write({
    CommonAttributes: { MeasureName: 'used', Time: String(now / 1_000), TimeUnit: 'SECONDS', Dimensions: [{ Name: 'host', Value: 'a' }] },
    Records: [{ MeasureValue: '1' }, { MeasureValue: '2', Dimensions: [{ Name: 'disk', Value: 'sda' }] }],
  });
  expect(stored().map(({ dimensions, timeMs }) => ({ dimensions, timeMs }))).toEqual([
    { dimensions: { host: 'a' }, timeMs: now },
    { dimensions: { host: 'a', disk: 'sda' }, timeMs: now },
  ]);
});

it('keeps what it takes of a call it rejects in part, and the highest version', async () => {
  const { now, write, stored } = open();
  const rejected = await write({ Records: [record(now - 25 * 3_600_000), record(now, { Version: 2 })] });
  await write({ Records: [record(now, { Version: 3, MeasureValue: '9' })] });
  await write({ Records: [record(now, { Version: 1, MeasureValue: '7' })] });
  expect(rejected.status).toBe(419);
  expect(stored()).toMatchObject([{ measureValue: '9', version: 3 }]);
});
