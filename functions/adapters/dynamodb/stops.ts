/** What people have stopped, in the table `response`: `stop#<subject>`. */
import type { ResponseStore, Stop } from '#kernel/ports.ts';
import { deleteItem, getItem, isAbsent, keyPart, putItem, type Table } from './items.ts';

const keyOf = (subject: string) => ({ pk: `stop#${keyPart(subject)}`, sk: 'stop' });

export const stops = (table: Table): Pick<ResponseStore, 'stop' | 'putStop' | 'dropStop'> => ({
  stop: async (subject) => (await getItem(table, keyOf(subject)))?.['body'] as Stop | undefined,
  putStop: async (stop) => {
    await putItem(table, { ...keyOf(stop.subject), body: stop }, isAbsent);
  },
  dropStop: async (subject) => {
    await deleteItem(table, keyOf(subject));
  },
});
