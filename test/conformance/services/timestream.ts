/** Timestream for LiveAnalytics, its write side: the metric store. */
import {
  DescribeTableCommand,
  type _Record as Point,
  TimestreamWriteClient,
  WriteRecordsCommand,
  type WriteRecordsCommandInput,
} from '@aws-sdk/client-timestream-write';
import { type Case, defineSuite, failure, type Resources, refused, type Setting } from './contract.ts';

type TableCase = Case<TimestreamWriteClient>;
type Table = Setting<TimestreamWriteClient>;

const api = 'API Reference, WriteRecords [D]';
const recordApi = 'API Reference, Record [D]';
const rejects = 'API Reference, RejectedRecord and RejectedRecordsException [D]';
const upserts = 'Timestream Developer Guide, "Data writes": versions and upserts [D]';

const tableOf = (id: string): Resources => ({
  [id.replaceAll('-', '')]: {
    Type: 'AWS::Timestream::Table',
    Properties: {
      ...{ DatabaseName: 'conformance', TableName: id },
      RetentionProperties: { MemoryStoreRetentionPeriodInHours: '24', MagneticStoreRetentionPeriodInDays: '7' },
    },
  },
});

const point = (over: Partial<Point> = {}): Point => ({
  ...{ MeasureName: 'cpu', MeasureValue: '1.5', MeasureValueType: 'DOUBLE', Time: String(Date.now()) },
  Dimensions: [{ Name: 'host', Value: 'a' }],
  ...over,
});
const write = ({ client, id }: Table, Records: Point[], more: Partial<WriteRecordsCommandInput> = {}) =>
  client.send(new WriteRecordsCommand({ DatabaseName: 'conformance', TableName: id, Records, ...more }));
const taken = async (...given: Parameters<typeof write>) => (await write(...given)).RecordsIngested?.Total;
/** Which records were rejected, and what version they met. */
const rejected = (...given: Parameters<typeof write>) =>
  failure(write(...given), ({ RejectedRecords }) => ({
    rejected: (RejectedRecords as { RecordIndex?: number; ExistingVersion?: number }[] | undefined)?.map(
      ({ RecordIndex, ExistingVersion }) => ({ RecordIndex, ExistingVersion }),
    ),
  }));
const rejection = (...list: readonly object[]) => ({ ...refused('RejectedRecordsException', 419), rejected: list });
const invalid = refused('ValidationException');

const invalidPoint = (name: string, over: Partial<Point>, source = recordApi): TableCase => ({
  name,
  source,
  run: (table) => write(table, [point(over)]),
  expected: invalid,
});

const cases: readonly TableCase[] = [
  {
    name: 'records are counted as they are taken',
    source: `${api}, RecordsIngested`,
    run: async (table) => (await write(table, [point(), point({ MeasureName: 'memory' })])).RecordsIngested,
    expected: { Total: 2, MemoryStore: 2, MagneticStore: 0 },
  },
  {
    name: 'common attributes fill what a record leaves out, and dimensions join',
    source: `${api}, CommonAttributes`,
    run: (table) =>
      taken(table, [{ MeasureValue: '1' }, { MeasureValue: '2', Dimensions: [{ Name: 'disk', Value: 'sda' }] }], {
        CommonAttributes: {
          ...{ MeasureName: 'used', MeasureValueType: 'BIGINT', Time: String(Math.floor(Date.now() / 1_000)), TimeUnit: 'SECONDS' },
          Dimensions: [{ Name: 'host', Value: 'a' }],
        },
      }),
    expected: 2,
  },
  {
    name: 'a dimension both in a record and in the common attributes is refused',
    source: `${api}, CommonAttributes: "Dimensions may not overlap, or a ValidationException will be thrown"`,
    run: (table) => write(table, [point()], { CommonAttributes: { Dimensions: [{ Name: 'host', Value: 'b' }] } }),
    expected: invalid,
  },
  {
    name: 'a record may have several values',
    source: `${recordApi}, MeasureValues`,
    run: (table) =>
      taken(table, [
        point({
          ...{ MeasureValueType: 'MULTI', MeasureValue: undefined },
          MeasureValues: [
            { Name: 'used', Value: '1', Type: 'BIGINT' },
            { Name: 'state', Value: 'ok', Type: 'VARCHAR' },
          ],
        }),
      ]),
    expected: 1,
  },
  {
    name: 'every unit of time is taken',
    source: `${recordApi}, TimeUnit`,
    run: (table) => {
      const ms = String(Date.now());
      return taken(table, [
        point({ MeasureName: 's', Time: ms.slice(0, -3), TimeUnit: 'SECONDS' }),
        point({ MeasureName: 'ms', Time: ms, TimeUnit: 'MILLISECONDS' }),
        point({ MeasureName: 'us', Time: `${ms}000`, TimeUnit: 'MICROSECONDS' }),
        point({ MeasureName: 'ns', Time: `${ms}000000`, TimeUnit: 'NANOSECONDS' }),
      ]);
    },
    expected: 4,
  },
  {
    name: 'what is older than the memory store keeps is rejected, and the rest kept',
    source: rejects,
    run: async (table) => {
      const at = (ms: number, MeasureName: string) => point({ Time: String(Date.now() + ms), MeasureName });
      const first = await rejected(table, [at(-25 * 3_600_000, 'old'), at(0, 'now')]);
      return { first, again: await rejected(table, [at(0, 'now'), at(-25 * 3_600_000, 'old')]) };
    },
    expected: { first: rejection({ RecordIndex: 0 }), again: rejection({ RecordIndex: 1 }) },
  },
  {
    name: 'what lies more than 15 minutes ahead is rejected',
    source: 'Timestream Developer Guide, "Quotas": future ingestion up to 15 minutes [D]',
    run: async (table) => {
      const ahead = (minutes: number) => [point({ Time: String(Date.now() + minutes * 60_000) })];
      return { near: await rejected(table, ahead(14)), far: await rejected(table, ahead(16)) };
    },
    expected: { near: 'no error', far: rejection({ RecordIndex: 0 }) },
  },
  {
    name: 'the same record again is taken again',
    source: `${upserts}: "idempotent" when all is the same`,
    run: async (table) => {
      const same = [point({ Version: 2 })];
      return [await taken(table, same), await taken(table, same)];
    },
    expected: [1, 1],
  },
  {
    name: 'another value under the same version is rejected with the version there is',
    source: rejects,
    run: async (table) => {
      const Time = String(Date.now());
      await write(table, [point({ Time, Version: 2 })]);
      return rejected(table, [point({ Time, Version: 2, MeasureValue: '9' })]);
    },
    expected: rejection({ RecordIndex: 0, ExistingVersion: 2 }),
  },
  {
    name: 'a lower version is rejected, a higher one updates',
    source: upserts,
    run: async (table) => {
      const Time = String(Date.now());
      const version = (Version: number) => [point({ Time, Version, MeasureValue: String(Version) })];
      await write(table, version(2));
      return {
        lower: await rejected(table, version(1)),
        higher: await rejected(table, version(3)),
        after: await rejected(table, version(2)),
      };
    },
    expected: {
      ...{ lower: rejection({ RecordIndex: 0, ExistingVersion: 2 }), higher: 'no error' },
      after: rejection({ RecordIndex: 0, ExistingVersion: 3 }),
    },
  },
  {
    name: 'a record without a version has version 1',
    source: `${recordApi}, Version: default 1`,
    run: async (table) => {
      const Time = String(Date.now());
      await write(table, [point({ Time })]);
      return rejected(table, [point({ Time, MeasureValue: '9' })]);
    },
    expected: rejection({ RecordIndex: 0, ExistingVersion: 1 }),
  },
  {
    name: 'two different values of one record in one call: one is rejected',
    source: `${rejects}: "Records with duplicate data … same dimensions, timestamps, and measure names but … measure values are different"`,
    run: (table) => {
      const Time = String(Date.now());
      return rejected(table, [point({ Time }), point({ Time, MeasureValue: '9' })]);
    },
    expected: rejection({ RecordIndex: 1, ExistingVersion: 1 }),
  },
  {
    name: 'a call takes 100 records and refuses 101',
    source: `${api}, Records: 1 to 100`,
    run: async (table) => {
      const many = (count: number) => Array.from({ length: count }, (_, at) => point({ MeasureName: `m${at}` }));
      return [await taken(table, many(100)), await failure(write(table, many(101)))];
    },
    expected: [100, invalid],
  },
  {
    name: 'a call without records is refused',
    source: `${api}, Records: 1 to 100`,
    run: (table) => write(table, []),
    expected: invalid,
  },
  invalidPoint('a value that is no number is refused as DOUBLE', { MeasureValue: 'much' }),
  invalidPoint('a fraction is refused as BIGINT', { MeasureValueType: 'BIGINT', MeasureValue: '1.5' }),
  invalidPoint('a truth value other than true and false is refused as BOOLEAN', { MeasureValueType: 'BOOLEAN', MeasureValue: 'maybe' }),
  invalidPoint('a record without a time is refused', { Time: undefined }),
  invalidPoint('a time that is no number is refused', { Time: 'now' }),
  invalidPoint('a record without a measure name is refused', { MeasureName: undefined }),
  invalidPoint('a record of several values without any is refused', { MeasureValueType: 'MULTI', MeasureValue: undefined }),
  invalidPoint(
    'a dimension without a value is refused',
    { Dimensions: [{ Name: 'host', Value: '' }] },
    'API Reference, Dimension: Value at least one character [D]',
  ),
  {
    name: 'a missing table is not found',
    source: `${api}, Errors: ResourceNotFoundException; httpError of the client's service model [P]`,
    run: (table) => write(table, [point()], { TableName: 'none' }),
    expected: refused('ResourceNotFoundException', 404),
  },
  {
    name: 'a missing database is not found',
    source: `${api}, Errors: ResourceNotFoundException; httpError of the client's service model [P]`,
    run: (table) => write(table, [point()], { DatabaseName: 'none' }),
    expected: refused('ResourceNotFoundException', 404),
  },
  {
    name: 'a table describes its retention',
    source: 'API Reference, DescribeTable [D]',
    run: async ({ client, id }) => {
      const { Table } = await client.send(new DescribeTableCommand({ DatabaseName: 'conformance', TableName: id }));
      return {
        status: Table?.TableStatus,
        name: Table?.TableName === id,
        hours: Table?.RetentionProperties?.MemoryStoreRetentionPeriodInHours,
      };
    },
    expected: { status: 'ACTIVE', name: true, hours: 24 },
  },
];

export const timestream = defineSuite({
  service: 'Timestream',
  open: (options) => new TimestreamWriteClient(options),
  resources: tableOf,
  shared: { database: { Type: 'AWS::Timestream::Database', Properties: { DatabaseName: 'conformance' } } },
  cases,
});
