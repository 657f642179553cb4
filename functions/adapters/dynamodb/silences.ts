/** Silences in the table `response`, all under one key: there are few, and whoever needs one needs all that hold. They leave 90 days after they end. */
import type { ResponseStore } from '#kernel/ports.ts';
import type { Silence } from '#kernel/silence.ts';
import { getItem, keyPart, queryBodies, type Table } from './items.ts';
import { putVersioned } from './versioned.ts';

const keyOf = (id: string) => ({ pk: 'silences', sk: `silence#${keyPart(id)}` });
const memorySeconds = 90 * 24 * 60 * 60;

export const silences = (table: Table): Pick<ResponseStore, 'silence' | 'silences' | 'putSilence'> => ({
  silence: async (id) => (await getItem(table, keyOf(id)))?.['body'] as Silence | undefined,
  silences: () =>
    queryBodies<Silence>(table, { KeyConditionExpression: 'pk = :silences', ConsistentRead: true }, { ':silences': 'silences' }),
  putSilence: (silence) => putVersioned(table, keyOf(silence.id), silence, { expiresAt: Math.ceil(silence.endsAt / 1000) + memorySeconds }),
});
