/** Questions people have not answered yet, in the table `response`: `pending#<id>`. The answer is an attribute of its own: asking again never loses it. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { NotFoundError } from '#kernel/errors.ts';
import type { PendingAnswer, ResponseStore } from '#kernel/ports.ts';
import { conditionHeld } from './client.ts';
import { getItem, keyPart, type Table } from './items.ts';

const keyOf = (id: string) => ({ pk: `pending#${keyPart(id)}`, sk: 'pending' });

/** Each yes is an attribute of its own: two people never lose each other's. */
const votePrefix = 'vote:';

const read = async (table: Table, id: string): Promise<PendingAnswer | undefined> => {
  const item = await getItem(table, keyOf(id));
  if (item === undefined) return undefined;
  const votes = Object.entries(item).filter(([name]) => name.startsWith(votePrefix));
  return {
    ...(item['body'] as PendingAnswer),
    ...(votes.length === 0 ? {} : { votes: Object.fromEntries(votes.map(([name, at]) => [name.slice(votePrefix.length), Number(at)])) }),
    ...(item['answer'] === undefined ? {} : { answer: item['answer'] as PendingAnswer['answer'] & {} }),
  };
};

/** Sets one attribute; says whether the condition held. */
const set = (table: Table, id: string, attribute: string, value: unknown, condition?: string): Promise<boolean> =>
  conditionHeld(() =>
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: marshall(keyOf(id)),
        UpdateExpression: 'SET #attribute = :value',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: marshall({ ':value': value }, { removeUndefinedValues: true }),
        ...(condition === undefined ? {} : { ConditionExpression: condition }),
      }),
    ),
  );

export const pendingAnswers = (table: Table): Pick<ResponseStore, 'putPending' | 'pending' | 'answer' | 'vote'> => ({
  putPending: async ({ answer, votes: _votes, ...pending }) => {
    await set(table, pending.id, 'body', pending);
    if (answer !== undefined) await set(table, pending.id, 'answer', answer, 'attribute_not_exists(answer)');
  },
  pending: (id) => read(table, id),
  vote: async (id, by, at) => {
    await set(
      table,
      id,
      `${votePrefix}${by}`,
      at,
      'attribute_exists(pk) AND attribute_not_exists(answer) AND attribute_not_exists(#attribute)',
    );
    const pending = await read(table, id);
    if (pending === undefined) throw new NotFoundError('There is no such question.', { reason: 'pending' });
    return pending;
  },
  answer: async (id, answer) => {
    const first = await set(table, id, 'answer', answer, 'attribute_exists(pk) AND attribute_not_exists(answer)');
    const pending = await read(table, id);
    if (pending === undefined) throw new NotFoundError('There is no such question.', { reason: 'pending' });
    return { pending, first };
  },
});
