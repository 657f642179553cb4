/** The table `response` as the template makes it, in an emulator on loopback. */
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { listenOnLoopback } from './loopback.ts';

export interface EmulatedTable {
  readonly client: DynamoDBClient;
  readonly name: string;
  close(): Promise<void>;
}

/** A fresh emulator with the empty table in it. */
export const responseTable = async (): Promise<EmulatedTable> => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  const { url: endpoint, close } = await listenOnLoopback(server);
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const name = 'response';
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map(text),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: [{ IndexName: 'by-status', KeySchema: keys('gsi1pk', 'gsi1sk'), Projection: { ProjectionType: 'ALL' } }],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.05 }, { TableName: name });
  return {
    client,
    name,
    close: async () => {
      client.destroy();
      await close();
    },
  };
};
