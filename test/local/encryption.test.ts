/** Keys of the template: who uses what is encrypted needs the key, by its own policy and by the key's. */
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import { delegation, encrypted, letsLogs } from '#test/support/templates/encrypted.ts';
import { smallPipeline, smallPipelineHandlers } from '#test/support/templates/small-pipeline.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';

let cloud: LocalCloud;
const open = async (statements?: readonly unknown[]) => {
  cloud = await startLocalCloud({ assembly: writeAssembly({ stack: encrypted(statements) }), mode: 'live' });
};
afterEach(() => cloud?.close());

const settings = (accessKeyId: string) => ({
  endpoint: cloud.url,
  region: 'us-east-1',
  credentials: { accessKeyId, secretAccessKey: 'local' },
  maxAttempts: 1,
});
const records = [{ PartitionKey: 'a', Data: Buffer.from('b') }];
const Item = { pk: { S: 'p' } };
const kinesis = (role: string) => new KinesisClient(settings(role));
const readStream = async (role: string) => {
  const { ShardIterator } = await kinesis(role).send(
    new GetShardIteratorCommand({ StreamName: 's', ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' }),
  );
  return kinesis(role).send(new GetRecordsCommand({ ShardIterator }));
};
const s3 = (role: string) => new S3Client({ ...settings(role), forcePathStyle: true });
const queue = (role: string) => new SQSClient(settings(role));

type Call = (role: string) => Promise<unknown>;
interface Expected {
  readonly name: string;
  readonly status: number;
  readonly action: string;
  /** Around KMS's own sentence; absent where the service keeps it to itself. */
  readonly says?: (sentence: string) => string;
}

const plain = (sentence: string): string => sentence;
const dynamo = (sentence: string): string =>
  `KMS key access denied error: com.amazonaws.services.kms.model.AWSKMSException: ${sentence} (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: local; Proxy: null)`;
const quoted = (sentence: string): string => sentence.replace(/on resource: (\S+)/, 'on resource: "$1"');

const calls: readonly [string, Call, Expected][] = [
  [
    'PutRecords',
    (role) => kinesis(role).send(new PutRecordsCommand({ StreamName: 's', Records: records })),
    { name: 'KMSAccessDeniedException', status: 400, action: 'kms:GenerateDataKey', says: plain },
  ],
  ['GetRecords', readStream, { name: 'KMSAccessDeniedException', status: 400, action: 'kms:Decrypt', says: plain }],
  [
    'SendMessage',
    (role) => queue(role).send(new SendMessageCommand({ QueueUrl: cloud.outputs['QueueUrl'], MessageBody: 'm' })),
    { name: 'KmsAccessDenied', status: 400, action: 'kms:GenerateDataKey', says: plain },
  ],
  [
    'ReceiveMessage',
    (role) => queue(role).send(new ReceiveMessageCommand({ QueueUrl: cloud.outputs['QueueUrl'] })),
    { name: 'KmsAccessDenied', status: 400, action: 'kms:Decrypt', says: plain },
  ],
  [
    'PutItem',
    (role) => new DynamoDBClient(settings(role)).send(new PutItemCommand({ TableName: 'things', Item })),
    { name: 'AccessDeniedException', status: 400, action: 'kms:Decrypt', says: dynamo },
  ],
  [
    'GetItem',
    (role) => new DynamoDBClient(settings(role)).send(new GetItemCommand({ TableName: 'things', Key: Item })),
    { name: 'AccessDeniedException', status: 400, action: 'kms:Decrypt', says: dynamo },
  ],
  [
    'PutObject',
    (role) => s3(role).send(new PutObjectCommand({ Bucket: 'objects', Key: 'k', Body: 'x' })),
    { name: 'AccessDenied', status: 403, action: 'kms:GenerateDataKey', says: quoted },
  ],
  [
    'GetObject',
    (role) => s3(role).send(new GetObjectCommand({ Bucket: 'objects', Key: 'k' })),
    { name: 'AccessDenied', status: 403, action: 'kms:Decrypt', says: quoted },
  ],
  [
    'GetSecretValue',
    (role) => new SecretsManagerClient(settings(role)).send(new GetSecretValueCommand({ SecretId: 'word' })),
    { name: 'AccessDeniedException', status: 400, action: 'kms:Decrypt' },
  ],
];

const key = () => cloud.outputs['Key'] ?? '';
const because = (role: string, action: string, kind: 'identity' | 'resource'): string =>
  `User: arn:aws:sts::123456789012:assumed-role/${role}/${role} is not authorized to perform: ${action} on resource: ${key()} because no ${kind}-based policy allows the ${action} action`;

describe('with a key that leaves it to the account', () => {
  beforeEach(() => open());

  it.for(calls)('%s needs the key in its role', async ([, call, { name, status, action, says }]) => {
    await s3('admin').send(new PutObjectCommand({ Bucket: 'objects', Key: 'k', Body: 'x' }));
    await call('with');
    expect(cloud.permissions().denials).toEqual([]);
    await expect(call('without')).rejects.toMatchObject({
      ...{ name, $metadata: { httpStatusCode: status } },
      message: says ? says(because('without', action, 'identity')) : 'Access to KMS is not allowed',
    });
    expect(cloud.permissions().denials).toMatchObject([
      { who: 'without', action, resource: key(), needed: { Effect: 'Allow', Action: action, Resource: key() }, count: 1 },
    ]);
  });

  it('lets everybody in where the key is one AWS manages', async () => {
    await kinesis('without').send(new PutRecordsCommand({ StreamName: 'managed', Records: records }));
  });

  it('knows which permissions for the key were used', async () => {
    await kinesis('with').send(new PutRecordsCommand({ StreamName: 's', Records: records }));
    const unused = cloud.permissions().unused.filter(({ resource }) => resource === key());
    expect(unused.map(({ action }) => action)).toEqual(['kms:Decrypt']);
  });
});

describe("with a key that does not leave it to the account's policies", () => {
  const direct = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:role/without' }, Action: 'kms:*', Resource: '*' };

  it("the role's own permission is worth nothing, and the denial says what the key's policy lacks", async () => {
    await open([letsLogs]);
    await expect(calls[0]?.[1]('with')).rejects.toMatchObject({ message: because('with', 'kms:GenerateDataKey', 'resource') });
    expect(cloud.permissions().denials).toMatchObject([
      {
        needed: {
          Effect: 'Allow',
          Action: 'kms:GenerateDataKey',
          Resource: '*',
          Principal: { AWS: 'arn:aws:iam::123456789012:role/with' },
        },
      },
    ]);
  });

  it('who is named in it needs nothing else', async () => {
    await open([letsLogs, direct]);
    await calls[0]?.[1]('without');
  });

  it('it may let in only by way of one service', async () => {
    const viaKinesis = { ...direct, Condition: { StringEquals: { 'kms:ViaService': 'kinesis.us-east-1.amazonaws.com' } } };
    await open([letsLogs, viaKinesis]);
    await calls[0]?.[1]('without');
    await expect(calls[2]?.[1]('without')).rejects.toMatchObject({ name: 'KmsAccessDenied' });
  });

  it('it may deny what everybody else allows', async () => {
    await open([letsLogs, delegation, { ...direct, Effect: 'Deny', Principal: { AWS: '*' }, Action: 'kms:Decrypt' }]);
    await calls[0]?.[1]('with');
    await expect(readStream('with')).rejects.toMatchObject({
      name: 'KMSAccessDeniedException',
      message: expect.stringContaining('with an explicit deny in a resource-based policy'),
    });
  });
});

it('a poller whose role may not decrypt leaves the records where they are', async () => {
  const { data, pipeline } = smallPipeline();
  const Key = { Type: 'AWS::KMS::Key', Properties: {} };
  const stream = { StreamEncryption: { EncryptionType: 'KMS', KeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } };
  const Stream = { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'telemetry', ShardCount: 1, ...stream } };
  const stacks = { data: { ...data, Resources: { ...data?.Resources, Key, Stream } }, pipeline: pipeline ?? {} };
  cloud = await startLocalCloud({ assembly: writeAssembly(stacks, smallPipelineHandlers), mode: 'deterministic' });
  const administrator = kinesis('admin');
  await administrator.send(new PutRecordsCommand({ StreamName: 'telemetry', Records: records }));
  await cloud.settle();
  expect(cloud.mappings()).toMatchObject([{ accepted: 1, delivered: 0, inFlight: 1 }]);
  expect(new Set(cloud.permissions().denials.map(({ who, action }) => `${who} ${action}`))).toEqual(new Set(['consume kms:Decrypt']));
});

it.for<[string, () => readonly unknown[], RegExp]>([
  [
    'a log group whose key does not let CloudWatch Logs in',
    () => [delegation],
    /^stack\/Logs: the policy of the key \S+ does not let logs\.us-east-1\.amazonaws\.com do kms:Encrypt$/,
  ],
  ['a key policy IAM would refuse', () => [{ Effect: 'Maybe' }], /^stack\/Key: Effect of a policy statement is "Maybe"$/],
])('%s is refused with the template', async ([, statements, message]) => {
  await expect(open(statements())).rejects.toThrow(message);
});

it('a key of no template is refused by name', async () => {
  const stack = { Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: 'arn:aws:kms:us-east-1:1:key/other' } } } };
  await expect(startLocalCloud({ assembly: writeAssembly({ stack }), mode: 'live' })).rejects.toThrow(
    'stack/Q: the key arn:aws:kms:us-east-1:1:key/other is in no template, so what its policy allows is not known here',
  );
});
