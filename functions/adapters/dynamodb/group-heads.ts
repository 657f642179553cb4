/** Groups in the table `response`: `dispatch#<group id>` with its `head` and the `members#…` announced since its last flush. */
import type { GroupHead, GroupStore, MemberSegment } from '#kernel/routing/group-store.ts';
import { deleteItem, getItem, isAbsent, putItem, queryBodies, type Table } from './items.ts';

const pkOf = (groupId: string): string => `dispatch#${groupId}`;
const headKey = (groupId: string) => ({ pk: pkOf(groupId), sk: 'head' });
const segmentKey = (groupId: string, id: string) => ({ pk: pkOf(groupId), sk: `members#${id}` });

/** A group that nobody flushed for so long has lost its alerts. */
const memorySeconds = 7 * 24 * 60 * 60;
const secondsOf = (ms: number): number => Math.ceil(ms / 1000) + memorySeconds;

export const groupHeads = (
  table: Table,
): Pick<GroupStore, 'group' | 'putGroup' | 'announceMembers' | 'memberSegments' | 'dropSegments'> => ({
  group: async (groupId) => (await getItem(table, headKey(groupId)))?.['body'] as GroupHead | undefined,
  putGroup: (head) => {
    const expiresAt = secondsOf(Math.max(head.dueAt, head.wakeAt ?? 0));
    const item = { ...headKey(head.groupId), body: head, version: head.version, expiresAt };
    return head.version === 1
      ? putItem(table, item, isAbsent)
      : putItem(table, item, 'version = :previous', { ':previous': head.version - 1 });
  },
  announceMembers: async (groupId, segment, at) => {
    await putItem(table, { ...segmentKey(groupId, segment.id), body: segment, expiresAt: secondsOf(at) });
  },
  memberSegments: (groupId) =>
    queryBodies<MemberSegment>(
      table,
      { KeyConditionExpression: 'pk = :group AND begins_with(sk, :members)', ConsistentRead: true },
      { ':group': pkOf(groupId), ':members': 'members#' },
    ),
  dropSegments: async (groupId, ids) => {
    await Promise.all(ids.map((id) => deleteItem(table, segmentKey(groupId, id))));
  },
});
