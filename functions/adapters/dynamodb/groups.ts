/** Which open incident holds a group, in the table `response`: `group#<group id>`. */
import type { ResponseStore } from '#kernel/ports.ts';
import { deleteItem, getItem, isAbsent, keyPart, putItem, type Table } from './items.ts';

const keyOf = (groupId: string) => ({ pk: `group#${keyPart(groupId)}`, sk: 'group' });

const holderOf = async (table: Table, groupId: string): Promise<string | undefined> => {
  const holder = (await getItem(table, keyOf(groupId)))?.['incidentId'];
  return typeof holder === 'string' ? holder : undefined;
};

export const groups = (table: Table): Pick<ResponseStore, 'groupHolder' | 'claimGroup' | 'releaseGroup'> => ({
  groupHolder: (groupId) => holderOf(table, groupId),
  claimGroup: async (groupId, candidateId) => {
    for (;;) {
      // Most findings join an open incident: a read is a fifth of a write's price.
      const holder = await holderOf(table, groupId);
      if (holder !== undefined) return holder;
      if (await putItem(table, { ...keyOf(groupId), groupId, incidentId: candidateId }, isAbsent)) return candidateId;
    }
  },
  releaseGroup: async (groupId, incidentId) => {
    await deleteItem(table, keyOf(groupId), 'incidentId = :holder', { ':holder': incidentId });
  },
});
