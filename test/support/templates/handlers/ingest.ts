/** A small ingest: one record per line of the body, `key data`. */
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const kinesis = new KinesisClient({});

export const handler = async (event: APIGatewayProxyEventV2) => {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8').toString();
  const Records = body.split('\n').map((line) => {
    const [PartitionKey = '', data = ''] = line.split(' ');
    return { PartitionKey, Data: Buffer.from(data) };
  });
  await kinesis.send(new PutRecordsCommand({ StreamName: process.env['STREAM'], Records }));
  console.log(`put ${Records.length}`);
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'application/json', 'X-Path': event.rawPath },
    body: JSON.stringify({ put: Records.length }),
  };
};
