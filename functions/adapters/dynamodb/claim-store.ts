/** What was stored lately, in table `knowledge`: `claim#<key>` / `claim`, forgotten an hour after it counts no more. */
import { GetItemCommand, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ClaimStore } from '#kernel/ports.ts';
import { conditionHeld, dynamodb } from './client.ts';
import { isAbsent } from './items.ts';
import { withinMs } from './within.ts';

const keptSeconds = 3_600;

interface Written {
  readonly owner: string;
  /** Milliseconds since the epoch: when the claim, or what is known, ends. */
  readonly until: number;
  readonly taken: boolean;
}

export const dynamodbClaimStore = (table: string, client = dynamodb): ClaimStore => {
  const at = (key: string) => ({ TableName: table, Key: marshall({ pk: `claim#${key}`, sk: 'claim' }) });
  /** Writes if the condition holds; says whether it did. */
  const write = (key: string, { owner, until, taken }: Written, condition: string, now?: number): Promise<boolean> => {
    const input: UpdateItemCommandInput = {
      ...at(key),
      UpdateExpression: 'SET #owner = :owner, #until = :until, taken = :taken, expiresAt = :expiresAt',
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#owner': 'owner', '#until': 'until' },
      ExpressionAttributeValues: marshall({
        ...{ ':owner': owner, ':until': until, ':taken': taken, ':expiresAt': Math.ceil(until / 1000) + keptSeconds },
        ...(now === undefined ? {} : { ':now': now }),
      }),
    };
    return conditionHeld(() => client.send(new UpdateItemCommand(input), withinMs()));
  };
  return {
    claim: async (key, owner, now, until) => {
      // A write whose answer got lost is tried again by the SDK: it must know its own.
      const free = `${isAbsent} OR #until <= :now OR #owner = :owner`;
      if (await write(key, { owner, until, taken: false }, free, now)) return 'new';
      const { Item } = await client.send(new GetItemCommand({ ...at(key), ConsistentRead: true }), withinMs());
      return Item !== undefined && unmarshall(Item)['taken'] === true ? 'taken' : 'in-flight';
    },
    confirm: async (key, owner, until) => {
      await write(key, { owner, until, taken: true }, '#owner = :owner');
    },
    release: async (key, owner) => {
      await write(key, { owner, until: 0, taken: false }, '#owner = :owner');
    },
  };
};
