/** What agents were given of their quotas, in table `knowledge`: `quota#<agent>` / `<window>#<start>`, forgotten an hour after the window. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { QuotaStore } from '#kernel/ports.ts';
import { dynamodb } from './client.ts';
import { keyPart, sortable } from './items.ts';
import { withinMs } from './within.ts';

const keptSeconds = 3_600;

/**
 * One atomic addition whose answer says what was given before: no condition that could fail, and no race. What the SDK sends twice, because an
 * answer got lost, is counted twice: the agent has that much less of the window.
 */
export const dynamodbQuotaStore = (table: string, client = dynamodb): QuotaStore => ({
  lease: async (agent, { name, start, end }, amounts) => {
    const quotas = Object.entries(amounts);
    const { Attributes = {} } = await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: marshall({ pk: `quota#${keyPart(agent)}`, sk: `${name}#${sortable(start)}` }),
        UpdateExpression: `ADD ${quotas.map((_, at) => `#q${at} :q${at}`).join(', ')} SET expiresAt = :expiresAt`,
        ExpressionAttributeNames: Object.fromEntries(quotas.map(([quota], at) => [`#q${at}`, quota])),
        ExpressionAttributeValues: marshall({
          ':expiresAt': Math.ceil(end / 1000) + keptSeconds,
          ...Object.fromEntries(quotas.map(([, amount], at) => [`:q${at}`, amount])),
        }),
        ReturnValues: 'UPDATED_NEW',
      }),
      withinMs(),
    );
    return unmarshall(Attributes) as Record<string, number>;
  },
});
