/** What became of messages and what is held back, in the table `response`: `deliveries#<subject>` and `held#<person>`; both leave after 90 days. */
import type { DeliveryRecord, HeldMessage } from '#kernel/delivery.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { deleteItem, isAbsent, keyPart, putItem, queryBodies, type Table } from './items.ts';

const memorySeconds = 90 * 24 * 60 * 60;
const expiresAt = (at: number): number => Math.ceil(at / 1000) + memorySeconds;

const deliveriesOf = (subject: string): string => `deliveries#${keyPart(subject)}`;
const heldOf = (person: string): string => `held#${keyPart(person)}`;
const heldKey = (person: string, key: string) => ({ pk: heldOf(person), sk: `message#${keyPart(key)}` });

const allUnder = <Body extends { readonly at: number }>(table: Table, pk: string): Promise<readonly Body[]> =>
  queryBodies<Body>(table, { KeyConditionExpression: 'pk = :pk', ConsistentRead: true }, { ':pk': pk }).then((bodies) =>
    [...bodies].sort((a, b) => a.at - b.at),
  );

export const deliveries = (table: Table): Pick<ResponseStore, 'putDelivery' | 'deliveries' | 'hold' | 'held' | 'releaseHeld'> => ({
  putDelivery: async (record) => {
    const sk = `${keyPart(record.channel)}#${keyPart(record.key)}`;
    await putItem(table, { pk: deliveriesOf(record.subject), sk, body: record, expiresAt: expiresAt(record.at) });
  },
  deliveries: (subject) => allUnder<DeliveryRecord>(table, deliveriesOf(subject)),
  hold: async (message) => {
    await putItem(table, { ...heldKey(message.person, message.key), body: message, expiresAt: expiresAt(message.at) }, isAbsent);
  },
  held: (person) => allUnder<HeldMessage>(table, heldOf(person)),
  releaseHeld: async (person, keys) => {
    for (const key of keys) await deleteItem(table, heldKey(person, key));
  },
});
