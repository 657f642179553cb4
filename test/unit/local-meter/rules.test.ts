import { describe, expect, it } from 'vitest';
import { TableMeter } from '#lib/local/meter/table-meter.ts';
import { hearingMeter } from './exchange-support.ts';

const base64 = (bytes: number): string => Buffer.alloc(bytes, 'x').toString('base64');
const records = (...sizes: readonly number[]) => sizes.map((size) => ({ Data: base64(size), PartitionKey: 'key' }));
const put = (sizes: readonly number[], answer: unknown = { FailedRecordCount: 0 }) => ({
  operation: 'PutRecords',
  input: { StreamName: 'telemetry', Records: records(...sizes) },
  answer,
});

describe('Kinesis', () => {
  it('counts a provisioned stream’s records in payload units of 25 KB, each record by itself', async () => {
    const { meter, hear, counted } = hearingMeter();
    meter.streams.set('telemetry', { onDemand: false, retentionHours: 24 });
    // 1 byte: 1, 25 KB: 1, a byte more: 2, 60 KB: 3.
    await hear('kinesis', put([1, 25_600, 25_601, 61_440]));
    expect(counted()).toEqual({ 'kinesis-put-units': 7 });
  });

  it('counts an on-demand stream’s records in whole kilobytes, and what it keeps past a day', async () => {
    const { meter, hear, counted } = hearingMeter();
    meter.streams.set('telemetry', { onDemand: true, retentionHours: 72 });
    // 1, 1 and 2 KB; 48 hours of 730 too long.
    await hear('kinesis', put([1, 1_024, 1_025]));
    expect(counted()).toEqual({ 'kinesis-in': 4_096, 'kinesis-kept': (4_096 * 48) / 730 });
  });

  it('does not charge records that were refused, nor calls', async () => {
    const { hear, counted } = hearingMeter();
    await hear('kinesis', put([1, 1, 1], { FailedRecordCount: 2, Records: [{ ErrorCode: 'x' }, { ShardId: 's' }, { ErrorCode: 'x' }] }));
    await hear('kinesis', { ...put([1]), status: 400 });
    await hear('kinesis', { operation: 'DescribeStream', input: { StreamName: 'telemetry' } });
    expect(counted()).toEqual({ 'kinesis-put-units': 1 });
  });
});

const textItem = (pk: string, bytes: number) => ({ pk: { S: pk }, text: { S: 'x'.repeat(bytes) } });
const settings = { keys: ['pk'], indexes: [], recoverable: false };
const units = (counted: Record<string, number>) => ({ writes: counted['dynamodb-writes'] ?? 0, reads: counted['dynamodb-reads'] ?? 0 });

describe('DynamoDB', () => {
  it('charges a write by the larger of what was there and what is there now', async () => {
    const { meter, hear, counted } = hearingMeter();
    meter.tables.set('t', new TableMeter(settings));
    // Names and values: 2 + 1 + 4 + 1017 = 1024 bytes.
    await hear('dynamodb', { operation: 'PutItem', input: { TableName: 't', Item: textItem('a', 1_017) } });
    expect(units(counted())).toEqual({ writes: 1, reads: 0 });
    await hear('dynamodb', { operation: 'PutItem', input: { TableName: 't', Item: textItem('a', 1_018) } });
    expect(units(counted())).toEqual({ writes: 3, reads: 0 });
    await hear('dynamodb', { operation: 'PutItem', input: { TableName: 't', Item: textItem('a', 1) } });
    expect(units(counted())).toEqual({ writes: 5, reads: 0 });
    await hear('dynamodb', { operation: 'DeleteItem', input: { TableName: 't', Key: { pk: { S: 'a' } } } });
    expect(units(counted())).toEqual({ writes: 6, reads: 0 });
  });

  it('charges an update by what it left behind', async () => {
    const { meter, hear, counted } = hearingMeter((key) => ({ ...key, text: { S: 'x'.repeat(2_000) } }));
    meter.tables.set('t', new TableMeter(settings));
    await hear('dynamodb', { operation: 'UpdateItem', input: { TableName: 't', Key: { pk: { S: 'a' } } } });
    expect(units(counted())).toEqual({ writes: 2, reads: 0 });
  });

  it('charges a write whose condition failed as if it had been done, and nothing for one that was malformed', async () => {
    const { meter, hear, counted } = hearingMeter();
    meter.tables.set('t', new TableMeter(settings));
    const input = { TableName: 't', Item: textItem('a', 3_000) };
    await hear('dynamodb', { operation: 'PutItem', input, status: 400, answer: { __type: 'x#ConditionalCheckFailedException' } });
    await hear('dynamodb', { operation: 'PutItem', input, status: 400, answer: { __type: 'x#ValidationException' } });
    expect(units(counted())).toEqual({ writes: 3, reads: 0 });
  });

  it('charges a read by 4 KB, half unless it must be consistent, and one of nothing too', async () => {
    const { meter, hear, counted } = hearingMeter();
    meter.tables.set('t', new TableMeter(settings));
    await hear('dynamodb', { operation: 'PutItem', input: { TableName: 't', Item: textItem('a', 5_000) } });
    const get = (key: string, consistent: boolean) =>
      hear('dynamodb', { operation: 'GetItem', input: { TableName: 't', Key: { pk: { S: key } }, ConsistentRead: consistent } });
    await get('a', true);
    expect(units(counted()).reads).toBe(2);
    await get('a', false);
    expect(units(counted()).reads).toBe(3);
    await get('nobody', false);
    expect(units(counted()).reads).toBe(3.5);
  });

  it('charges a query by the sum of its items, rounded once', async () => {
    const { meter, hear, counted } = hearingMeter();
    meter.tables.set('t', new TableMeter(settings));
    const items = ['a', 'b', 'c'].map((pk) => textItem(pk, 1_500));
    const query = (answer: unknown) => hear('dynamodb', { operation: 'Query', input: { TableName: 't', ConsistentRead: true }, answer });
    await query({ Items: items, Count: 3, ScannedCount: 3 });
    // 3 × 1,507 bytes are two units, not three.
    expect(units(counted()).reads).toBe(2);
    // What a filter dropped was looked at, too.
    await query({ Items: items, Count: 3, ScannedCount: 9 });
    expect(units(counted()).reads).toBe(6);
  });

  it('charges entries of an index: written with the item, moved when its key changes, none where the key is missing', async () => {
    const { meter, hear, counted } = hearingMeter();
    const index = { name: 'by-status', keys: ['status'], projected: 'all' as const };
    meter.tables.set('t', new TableMeter({ ...settings, indexes: [index] }));
    const write = (status?: string) =>
      hear('dynamodb', {
        operation: 'PutItem',
        input: { TableName: 't', Item: { ...textItem('a', 10), ...(status === undefined ? {} : { status: { S: status } }) } },
      });
    await write();
    expect(units(counted()).writes).toBe(1);
    await write('open');
    expect(units(counted()).writes).toBe(3);
    await write('open');
    expect(units(counted()).writes).toBe(5);
    await write('closed');
    expect(units(counted()).writes).toBe(8);
    await write();
    expect(units(counted()).writes).toBe(10);
  });

  it('keeps what lies in the table: 100 bytes more an item', async () => {
    const { meter, hear, counted } = hearingMeter();
    meter.tables.set('t', new TableMeter({ ...settings, recoverable: true }));
    await hear('dynamodb', { operation: 'PutItem', input: { TableName: 't', Item: textItem('a', 93) } });
    expect(counted()).toMatchObject({ 'dynamodb-kept': 200, 'dynamodb-recovery': 200 });
  });
});

describe('SQS', () => {
  it('counts actions, and 64 KB of payload at a time', async () => {
    const { hear, counted } = hearingMeter();
    const QueueUrl = 'http://x/1/findings.fifo';
    const send = (bytes: number) => ({ Id: '1', MessageBody: 'x'.repeat(bytes) });
    await hear('sqs', { operation: 'SendMessage', input: { QueueUrl, ...send(65_536) } });
    await hear('sqs', { operation: 'SendMessage', input: { QueueUrl, ...send(65_537) } });
    await hear('sqs', { operation: 'SendMessageBatch', input: { QueueUrl, Entries: [send(10), send(10)] } });
    await hear('sqs', { operation: 'DeleteMessage', input: { QueueUrl } });
    await hear('sqs', { operation: 'ReceiveMessage', input: { QueueUrl }, answer: { Messages: [{ Body: 'x'.repeat(70_000) }] } });
    expect(counted()).toEqual({ 'sqs-fifo-requests': 1 + 2 + 1 + 1 + 2 });
  });
});

describe('S3', () => {
  it('counts requests by kind, deletes for nothing, and keeps what was put as long as the bucket does', async () => {
    const { meter, hear, counted } = hearingMeter();
    meter.buckets.set('archive', {
      stages: [
        { unit: 's3-kept', months: 1 },
        { unit: 's3-kept-archive', months: 2 },
      ],
    });
    const call = (method: string, path: string, bytes = 0, status = 200) => hear('s3', { method, path, body: Buffer.alloc(bytes), status });
    await call('PUT', '/archive/a', 200_000);
    await call('PUT', '/archive/small', 1_000);
    await call('PUT', '/archive/a', 1_000, 412);
    await call('GET', '/archive/a');
    await call('GET', '/archive/nothing', 0, 404);
    await call('GET', '/archive');
    await call('DELETE', '/archive/a');
    await call('PUT', '/archive/a', 1_000, 503);
    expect(counted()).toEqual({
      's3-writes': 4,
      's3-reads': 2,
      // The small one is not moved: it stays in standard storage for all three months.
      's3-kept': 200_000 + 3_000,
      's3-kept-archive': 400_000,
      's3-cooling-archive': 1,
    });
  });
});

describe('Timestream', () => {
  /** AWS's own example of 83 bytes. */
  const cpu = {
    Dimensions: Object.entries({ region: 'us-east-1', az: '1d', vpc: 'vpc-1a2b3c4d', hostname: 'host-24Gju' }).map(([Name, Value]) => ({
      Name,
      Value,
    })),
    MeasureName: 'cpu_utilization',
    MeasureValue: '35.0',
    MeasureValueType: 'DOUBLE',
    Time: '1602983435238563000',
  };
  const write = (input: object) => ({ operation: 'WriteRecords', input: { DatabaseName: 'd', TableName: 't', ...input } });

  it('counts a call’s records together in kilobytes: a hundred of AWS’s own example are nine writes', async () => {
    const { meter, hear, counted } = hearingMeter();
    meter.metricTables.set('d|t', { memoryMonths: 1, magneticMonths: 3 });
    await hear('timestream', write({ Records: [cpu] }));
    expect(counted()).toEqual({ 'timestream-writes': 1, 'timestream-memory': 83, 'timestream-magnetic': 249 });
    await hear('timestream', write({ Records: Array.from({ length: 100 }, () => cpu) }));
    // 8,300 bytes.
    expect(counted()).toMatchObject({ 'timestream-writes': 1 + 9 });
  });

  it('counts what is common once in the write and in each record of the storage; rejected records not at all', async () => {
    const { meter, hear, counted } = hearingMeter();
    meter.metricTables.set('d|t', { memoryMonths: 1, magneticMonths: 0 });
    const { Dimensions, ...own } = cpu;
    const input = { CommonAttributes: { Dimensions }, Records: Array.from({ length: 41 }, () => own) };
    await hear('timestream', { ...write(input), status: 419, answer: { RejectedRecords: [{ RecordIndex: 3 }] } });
    // 52 in common and 40 × 31 of their own: 1,292 bytes; stored 40 × 83.
    expect(counted()).toEqual({ 'timestream-writes': 2, 'timestream-memory': 3_320 });
  });

  it('counts what a query is charged for, once however many its pages', async () => {
    const { hear, counted } = hearingMeter();
    const answer = { QueryStatus: { CumulativeBytesMetered: 10 * 2 ** 20 } };
    await hear('timestream', { operation: 'Query', input: { QueryString: 'q' }, answer });
    await hear('timestream', { operation: 'Query', input: { QueryString: 'q', NextToken: 't' }, answer });
    await hear('timestream', { operation: 'Query', input: { QueryString: 'q' }, status: 400 });
    expect(counted()).toEqual({ 'timestream-scanned': 10 * 2 ** 20 });
  });
});

describe('the rest', () => {
  it('counts calls for secrets and the tokens of a model', async () => {
    const { hear, counted } = hearingMeter();
    await hear('secretsmanager', { operation: 'GetSecretValue' });
    await hear('secretsmanager', { operation: 'GetSecretValue', status: 400 });
    await hear('ses', { input: { Destination: { ToAddresses: ['a@b.c', 'd@e.f'] } } });
    await hear('ses', { input: { Destination: { ToAddresses: ['a@b.c'] } }, status: 400 });
    const text = (Message: string) => ({
      body: Buffer.from(new URLSearchParams({ Action: 'Publish', PhoneNumber: '+4915112345678', Message }).toString()),
    });
    // One part of 160 characters, two of 153, two of 67 in another alphabet.
    for (const message of ['x'.repeat(160), 'x'.repeat(161), 'ж'.repeat(71)]) await hear('sns', text(message));
    await hear('sns', { ...text('x'), status: 429 });
    await hear('bedrock', { answer: { usage: { inputTokens: 120, outputTokens: 9 } } });
    expect(counted()).toEqual({
      'secrets-calls': 1,
      'ses-messages': 2,
      'sms-parts': 5,
      'model-input-tokens': 120,
      'model-output-tokens': 9,
    });
  });
});
