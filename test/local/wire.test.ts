import { connect } from 'node:http2';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamSummaryCommand, KinesisClient, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import { smallPipeline, smallPipelineHandlers } from '#test/support/templates/small-pipeline.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';
import { wireClient } from '#test/support/wire-client.ts';

let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await startLocalCloud({ assembly: writeAssembly(smallPipeline(), smallPipelineHandlers), mode: 'live' });
});
afterAll(() => cloud.close());

const client = () => ({
  endpoint: cloud.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});

it('serves the unchanged Kinesis client, which speaks HTTP/2, and the stream keeps what it was given', async () => {
  const kinesis = new KinesisClient(client());
  const { SequenceNumber } = await kinesis.send(
    new PutRecordCommand({ StreamName: 'telemetry', PartitionKey: 'a', Data: Buffer.from('one') }),
  );
  await kinesis.send(
    new PutRecordsCommand({
      StreamARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/telemetry',
      Records: [{ PartitionKey: 'b', Data: Buffer.from('two') }],
    }),
  );
  const records = await cloud.stream('telemetry').records();
  expect(records.map(({ partitionKey, data }) => [partitionKey, Buffer.from(data, 'base64').toString()])).toEqual([
    ['a', 'one'],
    ['b', 'two'],
  ]);
  expect(records[0]?.sequenceNumber).toBe(SequenceNumber);
  kinesis.destroy();
});

it('serves the unchanged DynamoDB client, which speaks HTTP/1.1, and fails a condition as AWS does', async () => {
  const dynamodb = new DynamoDBClient(client());
  const put = new PutItemCommand({
    TableName: 'written',
    Item: { pk: { S: 'p' }, sk: { S: 's' } },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  await dynamodb.send(put);
  await expect(dynamodb.send(put)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: 'written', Key: { pk: { S: 'p' }, sk: { S: 's' } } }));
  expect(Item).toEqual({ pk: { S: 'p' }, sk: { S: 's' } });
});

it('serves the unchanged S3 client with its default checksums', async () => {
  const s3 = new S3Client(client());
  await s3.send(new PutObjectCommand({ Bucket: 'quarantine', Key: 'a/b c.json', Body: '{"a":1}' }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'quarantine', Key: 'a/b c.json' }));
  expect(await Body?.transformToString()).toBe('{"a":1}');
  expect(
    cloud
      .bucket('quarantine')
      .objects()
      .map(({ key }) => key),
  ).toEqual(['a/b c.json']);
});

it("gives the services' own errors: what does not exist is named", async () => {
  await expect(new KinesisClient(client()).send(new DescribeStreamSummaryCommand({ StreamName: 'gone' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  const start = new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:gone' });
  await expect(new SFNClient(client()).send(start)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});

it('refuses a service it does not emulate by its name', async () => {
  const authorization = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/comprehend/aws4_request, SignedHeaders=host, Signature=x';
  const response = await fetch(`${cloud.url}/`, { method: 'POST', headers: { authorization }, body: '{}' });
  expect([response.status, await response.json()]).toEqual([
    400,
    { __type: 'UnknownOperationException', message: "The local cloud does not emulate the service 'comprehend'." },
  ]);
});

it('has no model, and says so as Bedrock does, over the HTTP/2 that its client speaks', async () => {
  const client = new BedrockRuntimeClient(wireClient(cloud));
  const messages = [{ role: 'user' as const, content: [{ text: 'hello' }] }];
  const asked = client.send(new ConverseCommand({ modelId: 'amazon.nova-micro-v1:0', messages }));
  await expect(asked).rejects.toMatchObject({ name: 'ServiceUnavailableException', $metadata: { httpStatusCode: 503 } });
  client.destroy();
});

it('serves the HTTP API over HTTP/2 on the same port', async () => {
  const session = connect(cloud.url);
  const stream = session.request({ ':method': 'GET', ':path': '/probe/7' });
  let body = '';
  for await (const chunk of stream) body += String(chunk);
  session.close();
  expect(JSON.parse(body)).toMatchObject({ pathParameters: { id: '7' }, requestContext: { http: { protocol: 'HTTP/2.0' } } });
});
