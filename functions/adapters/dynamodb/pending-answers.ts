/** Questions people have not answered yet, in the table `response`: `pending#<id>`. The answer is an attribute of its own: asking again never loses it. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { NotFoundError } from '#kernel/errors.ts';
import type { PendingAnswer, ResponseStore } from '#kernel/ports.ts';
import { conditionHeld } from './client.ts';
import { getItem, keyPart, type Table } from './items.ts';

const keyOf = (id: string) => ({ pk: `pending#${keyPart(id)}`, sk: 'pending' });

const read = async (table: Table, id: string): Promise<PendingAnswer | undefined> => {
  const item = await getItem(table, keyOf(id));
  if (item === undefined) return undefined;
  return {
    ...(item['body'] as PendingAnswer),
    ...(item['answer'] === undefined ? {} : { answer: item['answer'] as PendingAnswer['answer'] & {} }),
  };
};

/** Sets one attribute; says whether the condition held. */
const set = (table: Table, id: string, attribute: 'body' | 'answer', value: unknown, condition?: string): Promise<boolean> =>
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

export const pendingAnswers = (table: Table): Pick<ResponseStore, 'putPending' | 'pending' | 'answer'> => ({
  putPending: async ({ answer, ...pending }) => {
    await set(table, pending.id, 'body', pending);
    if (answer !== undefined) await set(table, pending.id, 'answer', answer, 'attribute_not_exists(answer)');
  },
  pending: (id) => read(table, id),
  answer: async (id, answer) => {
    const first = await set(table, id, 'answer', answer, 'attribute_exists(pk) AND attribute_not_exists(answer)');
    const pending = await read(table, id);
    if (pending === undefined) throw new NotFoundError('There is no such question.', { reason: 'pending' });
    return { pending, first };
  },
});
