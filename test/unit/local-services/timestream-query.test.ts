/** The query side through the unchanged client: pages, refusals in AWS's shape, what is charged. */
import { QueryCommand, TimestreamQueryClient } from '@aws-sdk/client-timestream-query';
import { TimestreamWriteClient, WriteRecordsCommand } from '@aws-sdk/client-timestream-write';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TimestreamService } from '#lib/local/services/timestream.ts';
import { clientOptions, type ServedService, serve } from '#test/support/service-server.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const scheduler = new VirtualScheduler();
const service = new TimestreamService({ scheduler, region: 'us-east-1', account: '111111111111' });
service.createTable({ database: 'd', name: 't', memoryStoreRetentionHours: 24 });
const now = scheduler.now();

let served: ServedService;
let client: TimestreamQueryClient;
beforeAll(async () => {
  served = await serve(service);
  client = new TimestreamQueryClient(clientOptions(served));
  const dimensions = (host: string) => [{ Name: 'host', Value: host }];
  const Records = ['b', 'a'].map((host, at) => ({ Dimensions: dimensions(host), MeasureValue: String(at) }));
  await new TimestreamWriteClient(clientOptions(served)).send(
    new WriteRecordsCommand({
      DatabaseName: 'd',
      TableName: 't',
      CommonAttributes: { MeasureName: 'cpu_idle', MeasureValueType: 'DOUBLE', Time: String(now) },
      Records,
    }),
  );
});
afterAll(() => served.close());

const keys = '"host", bin(time, 1000ms)';
const select = (over: { from?: string; value?: string; where?: string } = {}): string => {
  const { from = '"d"."t"', value = 'measure_value::double', where = '' } = over;
  return `SELECT ${keys}, max(${value}) FROM ${from} WHERE measure_name = 'cpu_idle' AND time >= from_milliseconds(0) AND time < from_milliseconds(${now + 1}) AND ${value} IS NOT NULL${where} GROUP BY ${keys} ORDER BY ${keys} LIMIT 10`;
};
const ask = (QueryString: string, more: { MaxRows?: number; NextToken?: string } = {}) =>
  client.send(new QueryCommand({ QueryString, ...more }));

describe('a query', () => {
  it('is answered in rows, in order, with the step as a timestamp', async () => {
    const { Rows, ColumnInfo } = await ask(select());
    const step = `${new Date(Math.floor(now / 1000) * 1000).toISOString().slice(0, 23).replace('T', ' ')}000000`;
    expect(Rows?.map(({ Data }) => Data?.map(({ ScalarValue }) => ScalarValue))).toEqual([
      ['a', step, '1'],
      ['b', step, '0'],
    ]);
    expect(ColumnInfo?.map(({ Type }) => Type?.ScalarType)).toEqual(['VARCHAR', 'TIMESTAMP', 'DOUBLE']);
  });

  it('comes in pages, whose tokens are its own', async () => {
    const first = await ask(select(), { MaxRows: 1 });
    const NextToken = first.NextToken ?? '';
    const second = await ask(select(), { MaxRows: 1, NextToken });
    expect([first, second].map(({ Rows }) => Rows?.[0]?.Data?.[0]?.ScalarValue)).toEqual(['a', 'b']);
    expect(second.NextToken).toBeUndefined();
    await expect(ask(select({ where: ` AND "host" = 'a'` }), { NextToken })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('is charged for 10 MB at least; metadata are not', async () => {
    expect((await ask(select())).QueryStatus?.CumulativeBytesMetered).toBe(10 * 2 ** 20);
    expect((await ask(`SHOW MEASURES FROM "d"."t" LIKE '%'`)).QueryStatus?.CumulativeBytesMetered).toBe(0);
  });

  it('of a measure’s columns finds those that are like it', async () => {
    const names = async (like: string) =>
      (await ask(`SHOW MEASURES FROM "d"."t" LIKE '${like}'`)).Rows?.map(({ Data }) => Data?.[0]?.ScalarValue);
    expect([await names('cpu_idle'), await names('cpu%'), await names('c.*'), await names('cpuxidle')]).toEqual([
      ['cpu_idle'],
      ['cpu_idle'],
      [],
      [],
    ]);
  });

  it.for<[string, string, RegExp]>([
    ['another statement', 'SELECT * FROM "d"."t" LIMIT 5', /^The query is not emulated locally: SELECT \* FROM "d"\."t" LIMIT 5$/],
    ['a column that is not there', select({ where: ` AND "zone" = 'x'` }), /Column 'zone' does not exist/],
    ['a value that is not there', select({ value: '"p99"' }), /Column 'p99' does not exist/],
    ['nothing', '', /1 to 262144 characters/],
  ])('for %s is refused', async ([, statement, message]) => {
    await expect(ask(statement)).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
  });

  it.for(['"d"."none"', '"none"."t"'])('of %s, which is not there, is refused', async (from) => {
    await expect(ask(select({ from }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
