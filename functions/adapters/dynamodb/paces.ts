/** What people and channels got lately, in the table `response`: `pace#<name>`; it leaves a week after its last message. */
import type { Pace } from '#kernel/pace.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { getItem, keyPart, type Table } from './items.ts';
import { putVersioned } from './versioned.ts';

const keyOf = (name: string) => ({ pk: `pace#${keyPart(name)}`, sk: 'pace' });
const memorySeconds = 7 * 24 * 60 * 60;

export const paces = (table: Table): Pick<ResponseStore, 'pace' | 'putPace'> => ({
  pace: async (name) => (await getItem(table, keyOf(name)))?.['body'] as Pace | undefined,
  putPace: (pace) => {
    const last = Math.max(pace.messages.at(-1)?.at ?? 0, pace.digestAt ?? 0);
    return putVersioned(table, keyOf(pace.name), pace, { expiresAt: Math.ceil(last / 1000) + memorySeconds });
  },
});
