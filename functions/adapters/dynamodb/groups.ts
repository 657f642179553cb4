/** Which open incident holds a group key, in the table `response`: `group#<group key>`. */
import type { ResponseStore } from '#kernel/ports.ts';
import { deleteItem, getItem, isAbsent, keyPart, putItem, type Table } from './items.ts';

const keyOf = (groupKey: string) => ({ pk: `group#${keyPart(groupKey)}`, sk: 'group' });

const holderOf = async (table: Table, groupKey: string): Promise<string | undefined> => {
  const holder = (await getItem(table, keyOf(groupKey)))?.['incidentId'];
  return typeof holder === 'string' ? holder : undefined;
};

export const groups = (table: Table): Pick<ResponseStore, 'groupHolder' | 'claimGroup' | 'releaseGroup'> => ({
  groupHolder: (groupKey) => holderOf(table, groupKey),
  claimGroup: async (groupKey, candidateId) => {
    for (;;) {
      // Most findings join an open incident: a read is a fifth of a write's price.
      const holder = await holderOf(table, groupKey);
      if (holder !== undefined) return holder;
      if (await putItem(table, { ...keyOf(groupKey), groupKey, incidentId: candidateId }, isAbsent)) return candidateId;
    }
  },
  releaseGroup: async (groupKey, incidentId) => {
    await deleteItem(table, keyOf(groupKey), 'incidentId = :holder', { ':holder': incidentId });
  },
});
