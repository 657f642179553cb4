/** A small consumer of the stream: writes each record once; data that begins with `poison` fails its item, with `throw` the invocation. */
import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { KinesisStreamEvent } from 'aws-lambda';

const dynamodb = new DynamoDBClient({});

const write = async (pk: string, sequenceNumber: string): Promise<void> => {
  const Item = { pk: { S: pk }, sk: { S: sequenceNumber }, at: { N: String(Date.now()) } };
  try {
    await dynamodb.send(new PutItemCommand({ TableName: process.env['TABLE'], Item, ConditionExpression: 'attribute_not_exists(pk)' }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

export const handler = async ({ Records }: KinesisStreamEvent) => {
  console.log(`batch ${Records.length}`);
  for (const { kinesis } of Records) {
    const data = Buffer.from(kinesis.data, 'base64').toString();
    if (data.startsWith('throw')) throw new RangeError(`cannot take ${data}`);
    if (data.startsWith('poison')) return { batchItemFailures: [{ itemIdentifier: kinesis.sequenceNumber }] };
    await write(data, kinesis.sequenceNumber);
  }
  return { batchItemFailures: [] };
};
