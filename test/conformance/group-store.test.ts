/** What every group store promises: one suite, run against DynamoDB's emulator over the SDK's wire and against the twin that tests use. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamodbGroupStore } from '#adapters/dynamodb/group-store.ts';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import type { GroupHead, GroupStore, InhibitionSources, NotificationLogEntry, Suppression } from '#kernel/routing/group-store.ts';
import { type EmulatedTable, responseTable } from '#test/support/dynalite-table.ts';
import { MemoryGroupStore } from '#test/support/memory-group-store.ts';
import { alertAt } from '#test/support/remediation-case.ts';

let table: EmulatedTable;
beforeAll(async () => {
  table = await responseTable();
});
afterAll(() => table.close());

const stores: readonly { readonly name: string; readonly create: () => GroupStore & InhibitionSources }[] = [
  { name: 'in memory', create: () => new MemoryGroupStore() },
  { name: 'on DynamoDB', create: () => dynamodbGroupStore(table.name, table.client) },
];

describe.each(stores)('a group store $name', ({ create }) => {
  let store: GroupStore & InhibitionSources;
  let serial = 0;
  /** The emulated table is shared, so each test has its own names. */
  let own: string;
  let head: GroupHead;
  beforeEach(() => {
    store = create();
    serial += 1;
    own = `group-${serial}`;
    head = {
      groupId: own,
      groupKey: `{}:{alertname="${own}"}`,
      routeId: '{}',
      groupLabels: { alertname: own },
      alive: true,
      generation: 1,
      dueAt: 1_000,
      members: ['a'],
      version: 1,
    };
  });

  it('keeps a head as it was written', async () => {
    expect(await store.group(own)).toBeUndefined();
    expect(await store.putGroup(head)).toBe(true);
    expect(await store.group(own)).toEqual(head);
    const next = { ...head, wakeAt: 2_000, flushing: { tick: 1_000, until: 3_000 }, held: 'x', version: 2 };
    expect(await store.putGroup(next)).toBe(true);
    expect(await store.group(own)).toEqual(next);
  });

  it('lets one of two writers win', async () => {
    expect(await store.putGroup(head)).toBe(true);
    expect(await store.putGroup({ ...head, generation: 9 })).toBe(false);
    expect(await store.putGroup({ ...head, version: 2, generation: 2 })).toBe(true);
    expect(await store.putGroup({ ...head, version: 2, generation: 3 })).toBe(false);
    expect((await store.group(own))?.generation).toBe(2);
  });

  it('adds segments without reading any, once each, in order of id, and drops those it is told to', async () => {
    await Promise.all(['c', 'a', 'b', 'a'].map((id) => store.announceMembers(own, { id, fingerprints: [`f-${id}`] }, 1_000)));
    await store.announceMembers(`${own}-other`, { id: 'z', fingerprints: ['f'] }, 1_000);
    expect(await store.memberSegments(own)).toEqual(['a', 'b', 'c'].map((id) => ({ id, fingerprints: [`f-${id}`] })));
    await store.dropSegments(own, ['a', 'c', 'unknown']);
    expect((await store.memberSegments(own)).map(({ id }) => id)).toEqual(['b']);
    // The head lies beside them and is none.
    await store.putGroup(head);
    expect(await store.memberSegments(own)).toHaveLength(1);
  });

  it('remembers what each integration was told last', async () => {
    const entry: NotificationLogEntry = { at: 1, firing: ['a'], resolved: [], expiresAt: 4_000_000_000_000 };
    expect(await store.notificationLog(head.groupKey)).toEqual(new Map());
    await store.logNotification(head.groupKey, 'team/0/chat', entry);
    await store.logNotification(head.groupKey, 'team/1/mail', entry);
    const next = { ...entry, at: 2, firing: [], resolved: ['a'], reference: 'thread-1' };
    await store.logNotification(head.groupKey, 'team/0/chat', next);
    expect(await store.notificationLog(head.groupKey)).toEqual(
      new Map([
        ['team/0/chat', next],
        ['team/1/mail', entry],
      ]),
    );
  });

  it('takes group keys of any length', async () => {
    const long = `{}:{a="${'x'.repeat(5_000)}"}`;
    await store.logNotification(long, 'team/0/chat', { at: 1, firing: [], resolved: [], expiresAt: 4_000_000_000_000 });
    expect((await store.notificationLog(long)).size).toBe(1);
    expect((await store.notificationLog(`${long}y`)).size).toBe(0);
  });

  it('records what was held back, newest first, the same once', async () => {
    const record = (at: number): Suppression => ({
      ...{ groupId: own, groupKey: head.groupKey, receiver: 'team', at, reason: 'silence', by: ['s-1'], fingerprints: ['a'], count: 1 },
      text: 'Silenced.',
    });
    for (const at of [1_000, 3_000, 2_000, 3_000]) await store.recordSuppression(record(at));
    expect(await store.suppressions(own, 2)).toEqual([record(3_000), record(2_000)]);
    expect(await store.suppressions(own, 9)).toHaveLength(3);
  });

  it('keeps the sources of a cause, and which of them is indexed', async () => {
    expect(await store.inhibitionSources(own)).toEqual({ indexed: undefined, fingerprints: [] });
    for (const fingerprint of ['b', 'a', 'b']) await store.addInhibitionSource(own, fingerprint, 1_000);
    await store.indexInhibitionSource(own, 'b', 1_000);
    await store.indexInhibitionSource(own, 'a', 2_000);
    expect(await store.inhibitionSources(own)).toEqual({ indexed: 'a', fingerprints: ['a', 'b'] });
  });
});

it('reads more alerts at once than a batch holds, each once, and leaves out what is not there', async () => {
  const alerts = dynamodbResponseStore(table.name, table.client);
  const names = Array.from({ length: 130 }, (_, index) => `batch-${index}`);
  for (const fingerprint of names) await alerts.putAlert({ ...alertAt(1_000), fingerprint, version: 1 });
  const found = await alerts.alerts([...names, ...names, 'nobody']);
  expect([...found.keys()].sort()).toEqual([...names].sort());
});
