/** Which services call which, in table `knowledge`: `dependencies#<environment>` / `<caller>#<called>`, forgotten seven days after the last call that was written. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DependencyStore } from '#kernel/ports.ts';
import { dynamodb } from './client.ts';
import { keyPart, queryBodies, type Table } from './items.ts';

const keptSeconds = 7 * 24 * 3600;
/** Edges of an environment that are looked at; a graph larger than this is cut, not refused. */
const maxEdges = 5_000;

const partitionOf = (environment: string): string => `dependencies#${keyPart(environment)}`;

export const dynamodbDependencyStore = (name: string, client = dynamodb): DependencyStore => {
  const table: Table = { client, name };
  return {
    dependencies: (environment) =>
      queryBodies<readonly [string, string]>(
        table,
        { KeyConditionExpression: 'pk = :environment' },
        { ':environment': partitionOf(environment) },
        maxEdges,
      ),
    rememberDependency: async (environment, caller, called, now) => {
      const item = {
        pk: partitionOf(environment),
        sk: `${keyPart(caller)}#${keyPart(called)}`,
        body: [caller, called],
        expiresAt: Math.floor(now / 1000) + keptSeconds,
      };
      await client.send(new PutItemCommand({ TableName: name, Item: marshall(item) }));
    },
  };
};
