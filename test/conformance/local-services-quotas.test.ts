/** What DynamoDB, SQS, S3 and Timestream refuse, through the unchanged SDK clients: one over the limit gives AWS's error, the limit itself is taken. */
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  type DynamoDBServiceException,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, SendMessageCommand, type SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { type _Record, TimestreamWriteClient, WriteRecordsCommand } from '@aws-sdk/client-timestream-write';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbService } from '#lib/local/services/dynamodb.ts';
import { S3Service } from '#lib/local/services/s3.ts';
import { SqsService } from '#lib/local/services/sqs.ts';
import { TimestreamService } from '#lib/local/services/timestream.ts';
import { clientOptions, type ServedService, serve } from '#test/support/service-server.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const account = { region: 'us-east-1', account: '111111111111' };
const scheduler = new VirtualScheduler();
const served: ServedService[] = [];
const open = async (service: Parameters<typeof serve>[0]) => {
  const one = await serve(service);
  served.push(one);
  return clientOptions(one);
};
afterAll(async () => {
  for (const one of served) await one.close();
});

/** What a call ends in: `taken`, or the error's name and message. */
const outcome = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'taken';
  } catch (error) {
    const { name, message } = error as DynamoDBServiceException;
    return `${name}: ${message}`;
  }
};
const x = (length: number): string => 'x'.repeat(length);

describe('DynamoDB', () => {
  let client: DynamoDBClient;
  beforeAll(async () => {
    const service = new DynamoDbService(account);
    const keys = ['pk', 'sk'] as const;
    await service.createTable({
      TableName: 'items',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
      BillingMode: 'PAY_PER_REQUEST',
    });
    client = new DynamoDBClient(await open(service));
  });

  const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });
  const put = (Item: Record<string, AttributeValue>, ConditionExpression?: string) =>
    client.send(new PutItemCommand({ TableName: 'items', Item, ...(ConditionExpression ? { ConditionExpression } : {}) }));
  const condition = (bytes: number) => `attribute_not_exists(pk)${' '.repeat(bytes - 24)}`;
  const nested = (depth: number): AttributeValue =>
    depth === 0 ? { S: 'x' } : depth % 2 ? { M: { a: nested(depth - 1) } } : { L: [nested(depth - 1)] };
  const gets = (count: number) => ({ items: { Keys: Array.from({ length: count }, (_, at) => key('g', String(at))) } });
  const puts = (count: number) => ({ items: Array.from({ length: count }, (_, at) => ({ PutRequest: { Item: key('b', String(at)) } })) });
  const invalid = 'ValidationException: ';
  const parameters = `${invalid}One or more parameter values `;

  // pk, sk and v are five bytes of names, and the two keys one byte each.
  it.for<[string, () => Promise<unknown>, () => Promise<unknown>, string]>([
    [
      'an item',
      () => put({ ...key('a', 'b'), v: { S: x(409_600 - 7) } }),
      () => put({ ...key('a', 'b'), v: { S: x(409_600 - 6) } }),
      `${invalid}Item size has exceeded the maximum allowed size`,
    ],
    [
      'a partition key',
      () => put(key(x(2_048), 's')),
      () => put(key(x(2_049), 's')),
      `${parameters}were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes`,
    ],
    [
      'a sort key',
      () => put(key('p', x(1_024))),
      () => put(key('p', x(1_025))),
      `${parameters}were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes`,
    ],
    [
      'an empty value',
      () => put({ ...key('p', 's'), v: { S: '' } }),
      () => put(key('', 's')),
      `${parameters}are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk`,
    ],
    [
      'an expression',
      () => put(key('e', '1'), condition(4_096)),
      () => put(key('e', '2'), condition(4_097)),
      `${invalid}Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097`,
    ],
    [
      'lists and maps within each other',
      () => put({ ...key('n', '1'), v: nested(32) }),
      () => put({ ...key('n', '1'), v: nested(33) }),
      `${invalid}Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit`,
    ],
    [
      'a batch of reads',
      () => client.send(new BatchGetItemCommand({ RequestItems: gets(100) })),
      () => client.send(new BatchGetItemCommand({ RequestItems: gets(101) })),
      'Member must have length less than or equal to 100',
    ],
    [
      'a batch of writes',
      () => client.send(new BatchWriteItemCommand({ RequestItems: puts(25) })),
      () => client.send(new BatchWriteItemCommand({ RequestItems: puts(26) })),
      'Member must have length less than or equal to 25',
    ],
  ])('limits %s', async ([, at, over, message]) => {
    expect(await outcome(at())).toBe('taken');
    expect(await outcome(over())).toContain(message);
  });

  it('limits an item that grows by an update', async () => {
    await put({ ...key('u', '1'), v: { S: x(409_000) } });
    const grow = client.send(
      new UpdateItemCommand({
        ...{ TableName: 'items', Key: key('u', '1'), UpdateExpression: 'SET w = :w' },
        ExpressionAttributeValues: { ':w': { S: x(1_000) } },
      }),
    );
    expect(await outcome(grow)).toBe(`${invalid}Item size to update has exceeded the maximum allowed size`);
  });

  it('gives a page of a query about 1 MB, and where to go on', async () => {
    for (let at = 0; at < 6; at += 1) await put({ ...key('q', String(at)), v: { S: x(300_000) } });
    const query = { TableName: 'items', KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'q' } } };
    const { Items, LastEvaluatedKey } = await client.send(new QueryCommand(query));
    expect([Items?.length, LastEvaluatedKey]).toEqual([4, key('q', '3')]);
  });

  it('names what is not emulated', async () => {
    const transaction = new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 'items', Item: key('t', '1') } }] });
    expect(await outcome(client.send(transaction))).toBe(
      "UnknownOperationException: The operation 'TransactWriteItems' is not emulated locally",
    );
  });
});

describe('SQS', () => {
  let client: SQSClient;
  let standard: string;
  let fifo: string;
  beforeAll(async () => {
    const service = new SqsService({ scheduler, ...account });
    standard = service.createQueue({ name: 'plain' }).url;
    fifo = service.createQueue({ name: 'ordered.fifo', fifo: true }).url;
    client = new SQSClient(await open(service));
  });

  const send = (over: Partial<SendMessageCommandInput>) =>
    client.send(new SendMessageCommand({ QueueUrl: standard, MessageBody: 'm', ...over }));
  const order = (over: Partial<SendMessageCommandInput>) =>
    send({ QueueUrl: fifo, MessageGroupId: 'g', MessageDeduplicationId: 'd', ...over });
  const attributes = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`a${at}`, { DataType: 'String', StringValue: 'v' }]));
  const batch = (entries: readonly { Id: string; MessageBody: string }[]) =>
    client.send(new SendMessageBatchCommand({ QueueUrl: standard, Entries: [...entries] }));
  const entries = (count: number, body = 'm') => Array.from({ length: count }, (_, at) => ({ Id: String(at), MessageBody: body }));
  const wrong = (value: unknown, name: string, reason: string) =>
    `InvalidParameterValue: Value ${value} for parameter ${name} is invalid. Reason: ${reason}`;
  const idRule = (name: string) => `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;

  it.for<[string, () => Promise<unknown>, () => Promise<unknown>, string]>([
    [
      'a message',
      () => send({ MessageBody: x(1_048_576) }),
      () => send({ MessageBody: x(1_048_577) }),
      'InvalidParameterValue: One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
    ],
    [
      'a batch together',
      () => batch(entries(2, x(524_288))),
      () => batch([...entries(2, x(524_288)), { Id: 'more', MessageBody: 'm' }]),
      'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
    ],
    [
      'the messages of a batch',
      () => batch(entries(10)),
      () => batch(entries(11)),
      'Maximum number of entries per request are 10. You have sent 11.',
    ],
    [
      'a group',
      () => order({ MessageGroupId: `${x(126)}!~`, MessageDeduplicationId: '1' }),
      () => order({ MessageGroupId: x(129), MessageDeduplicationId: '2' }),
      wrong(x(129), 'MessageGroupId', idRule('MessageGroupId')),
    ],
    [
      'a deduplication id',
      () => order({ MessageDeduplicationId: x(128) }),
      () => order({ MessageDeduplicationId: 'with a space' }),
      wrong('with a space', 'MessageDeduplicationId', idRule('MessageDeduplicationId')),
    ],
    [
      'attributes',
      () => send({ MessageAttributes: attributes(10) }),
      () => send({ MessageAttributes: attributes(11) }),
      'InvalidParameterValue: Number of message attributes [11] exceeds the allowed maximum [10].',
    ],
  ])('limits %s', async ([, at, over, message]) => {
    expect(await outcome(at())).toBe('taken');
    expect(await outcome(over())).toContain(message);
  });
});

describe('S3', () => {
  let client: S3Client;
  beforeAll(async () => {
    const service = new S3Service({ scheduler });
    service.createBucket('bucket');
    client = new S3Client({ ...(await open(service)), forcePathStyle: true });
  });

  const put = (Key: string, Metadata: Record<string, string> = {}) =>
    client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: 'x', Metadata }));

  it.for<[string, () => Promise<unknown>, () => Promise<unknown>, string]>([
    [
      'metadata',
      () => put('m', { abc: x(2_045) }),
      () => put('m', { abc: x(2_046) }),
      'MetadataTooLarge: Your metadata headers exceed the maximum allowed metadata size',
    ],
  ])('limits %s', async ([, at, over, message]) => {
    expect(await outcome(at())).toBe('taken');
    expect(await outcome(over())).toBe(message);
  });
});

describe('Timestream', () => {
  let client: TimestreamWriteClient;
  let service: TimestreamService;
  beforeAll(async () => {
    service = new TimestreamService({ scheduler, ...account });
    service.createTable({ database: 'metrics', name: 'samples' });
    client = new TimestreamWriteClient(await open(service));
  });

  const record = (over: Partial<_Record>): _Record => ({
    ...{ MeasureName: 'cpu', MeasureValue: '1', MeasureValueType: 'VARCHAR', Time: String(scheduler.now()) },
    Dimensions: [{ Name: 'host', Value: 'a' }],
    ...over,
  });
  const write = (...Records: _Record[]) => client.send(new WriteRecordsCommand({ DatabaseName: 'metrics', TableName: 'samples', Records }));
  const tooLong = (value: string, member: string, most: number) =>
    `ValidationException: 1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${most}`;

  it.for<[string, () => Promise<unknown>, () => Promise<unknown>, string]>([
    [
      "a dimension's name",
      () => write(record({ Dimensions: [{ Name: x(60), Value: 'a' }] })),
      () => write(record({}), record({ Dimensions: [{ Name: x(61), Value: 'a' }] })),
      tooLong(x(61), 'records.2.member.dimensions.1.member.name', 60),
    ],
    [
      "a measure's name",
      () => write(record({ MeasureName: x(256) })),
      () => write(record({ MeasureName: x(257) })),
      tooLong(x(257), 'records.1.member.measureName', 256),
    ],
  ])('limits %s, and stores nothing of a call that is refused', async ([, at, over, message]) => {
    expect(await outcome(at())).toBe('taken');
    const before = service.records('metrics', 'samples').length;
    expect(await outcome(over())).toBe(message);
    expect(service.records('metrics', 'samples')).toHaveLength(before);
  });

  it('rejects a record of more than 2 KB, and dimensions of more than 2 KB, each with its reason', async () => {
    // Names and time take the rest: host, a, cpu and thirteen digits.
    const rest = 'hosta'.length + 'cpu'.length + String(scheduler.now()).length;
    expect(await outcome(write(record({ MeasureValue: x(2_048 - rest), Version: 2 })))).toBe('taken');
    const [record1, record2] = [
      record({ MeasureValue: x(2_049 - rest), Version: 3 }),
      record({ Dimensions: [{ Name: 'host', Value: x(2_045) }] }),
    ];
    await expect(write(record1, record2)).rejects.toMatchObject({
      name: 'RejectedRecordsException',
      RejectedRecords: [
        { RecordIndex: 0, Reason: 'The size of the record, 2049 bytes, exceeds 2048 bytes.' },
        { RecordIndex: 1, Reason: 'The size of the dimension names and values, 2049 bytes, exceeds 2048 bytes.' },
      ],
    });
  });
});
