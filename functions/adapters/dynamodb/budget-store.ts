/** What providers were paid, in table `knowledge`: `budget#providers` / `<day>`, forgotten a week after the day. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { BudgetStore } from '#kernel/ports.ts';
import { dynamodb } from './client.ts';
import { withinMs } from './within.ts';

const keptSeconds = 8 * 24 * 3600;

/** A day that is none would keep its item for ever. */
const expiryOf = (day: string): number => {
  const start = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(start)) throw new RangeError(`${day} is no day`);
  return start / 1000 + keptSeconds;
};

const numberOf = (text: string | undefined): number => Number(text ?? 0);

/**
 * One atomic addition whose answer says what the day has taken: no condition that could fail, and no race. What the SDK sends twice, because
 * an answer got lost, is counted twice: the day has that much less.
 */
export const dynamodbBudgetStore = (table: string, client = dynamodb): BudgetStore => ({
  spend: async (day, { tokens, microdollars }) => {
    const { Attributes: sums = {} } = await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: 'budget#providers' }, sk: { S: day } },
        UpdateExpression: 'ADD tokens :tokens, microdollars :microdollars SET expiresAt = :expiresAt',
        ExpressionAttributeValues: {
          ':tokens': { N: String(tokens) },
          ':microdollars': { N: String(microdollars) },
          ':expiresAt': { N: String(expiryOf(day)) },
        },
        ReturnValues: 'UPDATED_NEW',
      }),
      withinMs(),
    );
    return { tokens: numberOf(sums['tokens']?.N), microdollars: numberOf(sums['microdollars']?.N) };
  },
});
