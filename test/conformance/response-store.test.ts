/** What every ResponseStore promises: one suite, run against DynamoDB's emulator over the SDK's wire and against the fake that tests use. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import type { AuditEntry } from '#kernel/audit.ts';
import { ConflictError, NotFoundError } from '#kernel/errors.ts';
import type { TimelineEntry } from '#kernel/incident.ts';
import type { PendingAnswer, ResponseStore } from '#kernel/ports.ts';
import type { Silence } from '#kernel/silence.ts';
import { type EmulatedTable, responseTable } from '#test/support/dynalite-table.ts';
import { memoryResponseStore } from '#test/support/memory-response-store.ts';
import { alertAt, incidentAt } from '#test/support/remediation-case.ts';

const silenceAt = (at: number, changes: Partial<Silence> = {}): Silence => ({
  id: 'silence-1',
  matchers: [{ name: 'service.name', operator: '=~', value: 'pay.*' }],
  startsAt: at,
  endsAt: at + 1_000,
  createdBy: 'alex',
  comment: 'We know.',
  updatedAt: at,
  version: 1,
  ...changes,
});

const auditEntry: AuditEntry = {
  id: 'request-1',
  at: 1_000,
  route: 'POST /v1/silences',
  subject: '',
  caller: 'alex',
  via: 'jwt 1',
  role: 'responder',
  status: 200,
};

let table: EmulatedTable;
beforeAll(async () => {
  table = await responseTable();
});
afterAll(() => table.close());

const stores: readonly { readonly name: string; readonly create: () => ResponseStore }[] = [
  { name: 'in memory', create: memoryResponseStore },
  { name: 'on DynamoDB', create: () => dynamodbResponseStore(table.name, table.client) },
];

const entry = (changes: Partial<TimelineEntry>): TimelineEntry => ({
  incidentId: 'inc-1',
  at: 1_000,
  kind: 'notified',
  causeId: 'cause',
  by: 'notify',
  reason: 'because',
  ...changes,
});

const question: PendingAnswer = {
  id: 'approval-1',
  incidentId: 'inc-1',
  purpose: 'approval',
  taskToken: 'token-1',
  createdAt: 1_000,
  expiresAt: 2_000,
  detail: { runbook: 'restart' },
};

describe.each(stores)('a response store $name', ({ create }) => {
  let store: ResponseStore;
  /** The emulated table is shared, so each test has its own names. */
  let own: string;
  let serial = 0;
  beforeEach(() => {
    store = create();
    serial += 1;
    own = `${serial}`;
  });

  it('gives back an alert as it was written', async () => {
    const alert = alertAt(1_000, {
      fingerprint: own,
      labels: { 'service.name': '', 'a#b': 'ü "quoted"' },
      folded: 4,
    });
    await store.putAlert(alert);
    expect(await store.alert(own)).toEqual(alert);
    expect(await store.alert(`${own}-unknown`)).toBeUndefined();
  });

  it.for([5_000, 401])('knows nothing under an id of %i characters, which is no error', async (length) => {
    const id = `${'😀'.repeat(31)}${'x'.repeat(length)}`;
    expect(await store.incident(id)).toBeUndefined();
    expect(await store.pending(id)).toBeUndefined();
  });

  it('drops an attribute that the next version no longer has', async () => {
    const { incidentId: _, ...fresh } = alertAt(1_000, { fingerprint: own });
    await store.putAlert({ ...fresh, status: 'resolved', resolvedAt: 5 });
    await store.putAlert({ ...fresh, version: 2 });
    expect(await store.alert(own)).toEqual({ ...fresh, version: 2 });
  });

  it.for([
    { stored: 0, written: 2 },
    { stored: 1, written: 1 },
    { stored: 1, written: 3 },
    { stored: 2, written: 2 },
  ])('refuses version $written over version $stored', async ({ stored, written }) => {
    for (let version = 1; version <= stored; version += 1) await store.putAlert(alertAt(1_000, { fingerprint: own, version }));
    await expect(store.putAlert(alertAt(2_000, { fingerprint: own, version: written }))).rejects.toThrow(ConflictError);
    expect((await store.alert(own))?.version).toBe(stored === 0 ? undefined : stored);
  });

  it('lets one of twenty racing writers win', async () => {
    await store.putIncident(incidentAt(1_000, { id: own }));
    const racers = Array.from({ length: 20 }, (_, racer) =>
      store.putIncident(incidentAt(1_000, { id: own, version: 2, title: `racer ${racer}` })),
    );
    const results = await Promise.allSettled(racers);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('lists incidents newest first, by status or all, up to the limit', async () => {
    const far = 4_000_000_000_000;
    for (const [index, status] of (['open', 'acknowledged', 'resolved', 'open'] as const).entries())
      await store.putIncident(incidentAt(far + index + serial * 10, { id: `${own}-${index}`, status }));
    await store.putIncident(incidentAt(far + serial * 10, { id: `${own}-0`, status: 'resolved', version: 2 }));
    const listed = async (query: Parameters<ResponseStore['incidents']>[0]) => (await store.incidents(query)).map(({ id }) => id);
    expect(await listed({ limit: 4 })).toEqual([`${own}-3`, `${own}-2`, `${own}-1`, `${own}-0`]);
    expect(await listed({ limit: 2 })).toEqual([`${own}-3`, `${own}-2`]);
    expect(await listed({ status: 'open', limit: 1 })).toEqual([`${own}-3`]);
    expect(await listed({ status: 'resolved', limit: 2 })).toEqual([`${own}-2`, `${own}-0`]);
    expect((await store.incidents({ status: 'open', limit: 50 })).map(({ id }) => id)).not.toContain(`${own}-0`);
  });

  it('gives a group to the first who claims it, until that one lets go', async () => {
    const group = `${own}/{name="${'x'.repeat(3_000)}"}`;
    expect(await store.claimGroup(group, 'inc-a')).toBe('inc-a');
    expect(await store.claimGroup(group, 'inc-b')).toBe('inc-a');
    await store.releaseGroup(group, 'inc-b');
    expect(await store.claimGroup(group, 'inc-b')).toBe('inc-a');
    await store.releaseGroup(group, 'inc-a');
    expect(await store.claimGroup(group, 'inc-b')).toBe('inc-b');
    expect(await store.claimGroup(`${group}!`, 'inc-c')).toBe('inc-c');
  });

  it('gives a group to one of many who claim it at once', async () => {
    const holders = await Promise.all(Array.from({ length: 10 }, (_, racer) => store.claimGroup(own, `inc-${racer}`)));
    expect(new Set(holders).size).toBe(1);
  });

  it('keeps the first writing of a timeline entry, whenever it is repeated', async () => {
    await store.record(entry({ incidentId: own, at: 2_000, reason: 'first' }));
    await store.record(entry({ incidentId: own, at: 9_000, reason: 'again' }));
    expect(await store.timeline(own)).toEqual([entry({ incidentId: own, at: 2_000, reason: 'first' })]);
  });

  it('reads a timeline in order of time, and of events within a millisecond', async () => {
    const long = 'c'.repeat(2_000);
    await store.record(entry({ incidentId: own, at: 3_000, kind: 'resolved' }));
    await store.record(entry({ incidentId: own, at: 900, kind: 'notified', causeId: long }));
    await store.record(entry({ incidentId: own, at: 900, kind: 'opened' }));
    await store.record(
      entry({ incidentId: own, at: 900, kind: 'notified', causeId: `${long}!`, detail: { channel: 'console', n: 1, yes: true } }),
    );
    const timeline = await store.timeline(own);
    expect(timeline.map(({ at, kind }) => `${at} ${kind}`)).toEqual(['900 opened', '900 notified', '900 notified', '3000 resolved']);
    expect(timeline[2]?.detail).toEqual({ channel: 'console', n: 1, yes: true });
    expect(await store.timeline(`${own}-other`)).toEqual([]);
  });

  it('keeps the first answer to a question and tells later givers', async () => {
    await store.putPending({ ...question, id: own });
    const yes = { outcome: 'approved', by: 'sam', at: 1_500 };
    expect(await store.answer(own, yes)).toEqual({ pending: { ...question, id: own, answer: yes }, first: true });
    expect(await store.answer(own, { outcome: 'rejected', by: 'alex', at: 1_600 })).toEqual({
      pending: { ...question, id: own, answer: yes },
      first: false,
    });
    expect(await store.pending(own)).toEqual({ ...question, id: own, answer: yes });
  });

  it('does not lose an answer when the question is asked again with another token', async () => {
    await store.putPending({ ...question, id: own });
    await store.answer(own, { outcome: 'approved', by: 'sam', at: 1_500 });
    await store.putPending({ ...question, id: own, taskToken: 'token-2' });
    expect(await store.pending(own)).toMatchObject({ taskToken: 'token-2', answer: { by: 'sam' } });
  });

  it('knows no answer to a question never asked', async () => {
    await expect(store.answer(own, { outcome: 'approved', by: 'sam', at: 1 })).rejects.toThrow(NotFoundError);
    expect(await store.pending(own)).toBeUndefined();
  });

  it('holds a lock for its owner until its time', async () => {
    expect(await store.lock(own, 'a', 1_000, 2_000)).toBe(true);
    expect(await store.lock(own, 'b', 1_500, 2_500)).toBe(false);
    expect(await store.lock(own, 'a', 1_500, 3_000)).toBe(true);
    expect(await store.lock(own, 'b', 2_999, 4_000)).toBe(false);
    expect(await store.lock(own, 'b', 3_000, 4_000)).toBe(true);
    expect(await store.lock(`${own}-other`, 'a', 3_000, 4_000)).toBe(true);
  });

  it('remembers a delivery until it is forgotten', async () => {
    expect(await store.claimDelivery(own, 1_000)).toBe(true);
    expect(await store.claimDelivery(own, 2_000)).toBe(false);
    await store.releaseDelivery(own);
    expect(await store.claimDelivery(own, 3_000)).toBe(true);
  });

  it('gives back a silence as it was written, and all of them together', async () => {
    const silence = silenceAt(1_000, { id: own });
    await store.putSilence(silence);
    expect(await store.silence(own)).toEqual(silence);
    expect(await store.silence(`${own}-unknown`)).toBeUndefined();
    expect((await store.silences()).filter(({ id }) => id === own)).toEqual([silence]);
    await store.putSilence({ ...silence, endsAt: 5_000, version: 2 });
    expect((await store.silences()).filter(({ id }) => id === own)).toEqual([{ ...silence, endsAt: 5_000, version: 2 }]);
  });

  it.for([
    { stored: 0, written: 2 },
    { stored: 1, written: 1 },
    { stored: 1, written: 3 },
  ])('refuses version $written of a silence over version $stored', async ({ stored, written }) => {
    if (stored === 1) await store.putSilence(silenceAt(1_000, { id: own }));
    await expect(store.putSilence(silenceAt(1_000, { id: own, version: written }))).rejects.toThrow(ConflictError);
  });

  it('gives back the last correction of a cluster until it is withdrawn', async () => {
    const verdict = { severity: 'info', category: 'routine', confidence: 1, source: 'person', reason: 'Noise.' } as const;
    const correction = { clusterId: own, verdict, by: 'lena', at: 1_000 };
    expect(await store.corrections([own])).toEqual(new Map());
    await store.putCorrection(correction);
    await store.putCorrection({ ...correction, by: 'kim', at: 2_000 });
    expect(await store.corrections([own, `${own}-unknown`])).toEqual(new Map([[own, { ...correction, by: 'kim', at: 2_000 }]]));
    await store.dropCorrection(own);
    await store.dropCorrection(own);
    expect(await store.corrections([own])).toEqual(new Map());
    expect(await store.corrections([])).toEqual(new Map());
  });

  it('keeps the record of who did what by day, in order, each entry as it was first written', async () => {
    const day = `20${String(30 + serial).padStart(2, '0')}-03-01`;
    const at = Date.parse(`${day}T10:00:00Z`);
    const written = (id: string, after: number): AuditEntry => ({ ...auditEntry, id, at: at + after });
    for (const each of [written('b', 2), written('a', 1), written('c', 2), written('tomorrow', 86_400_000)]) await store.recordAudit(each);
    await store.recordAudit({ ...written('a', 1), caller: 'mallory' });
    expect(await store.audit({ day, limit: 10 })).toEqual([written('a', 1), written('b', 2), written('c', 2)]);
    expect(await store.audit({ day, limit: 2 })).toEqual([written('a', 1), written('b', 2)]);
    expect(await store.audit({ day, after: written('b', 2), limit: 10 })).toEqual([written('c', 2)]);
    expect(await store.audit({ day: 'x'.repeat(5_000), limit: 10 })).toEqual([]);
  });

  it('keeps what became of each message, the last writing', async () => {
    const record = {
      ...{ key: 'k-1', subject: `incident/${own}`, channel: 'chat', recipients: ['alex'], notificationReason: 'escalated' },
      ...{ state: 'queued' as const, at: 1_000 },
    };
    await store.putDelivery(record);
    await store.putDelivery({ ...record, key: 'k-2', at: 2_000, state: 'failed', reason: 'The channel is down.' });
    await store.putDelivery({ ...record, at: 3_000, state: 'delivered', reference: 'C1/1.2' });
    await store.putDelivery({ ...record, subject: `incident/${own}0`, at: 4_000 });
    await store.putDelivery({ ...record, channel: 'pager', at: 500, key: `${own}/${'x'.repeat(3_000)}` });
    const found = await store.deliveries(`incident/${own}`);
    expect(found.map(({ channel, state }) => `${channel} ${state}`)).toEqual(['pager queued', 'chat failed', 'chat delivered']);
    expect(found.at(-1)).toEqual({ ...record, at: 3_000, state: 'delivered', reference: 'C1/1.2' });
    expect(await store.deliveries(`group/${own}`)).toEqual([]);
  });

  it('keeps a pace by version', async () => {
    const pace = { name: `person/${own}`, messages: [{ at: 1_000, key: 'k', about: 'inc-1/escalated' }], digestAt: 5_000, version: 1 };
    expect(await store.pace(pace.name)).toBeUndefined();
    await store.putPace(pace);
    await expect(store.putPace(pace)).rejects.toThrow(ConflictError);
    await store.putPace({ ...pace, messages: [], version: 2 });
    expect(await store.pace(pace.name)).toEqual({ ...pace, messages: [], version: 2 });
  });

  it('holds messages for a person until they are released, each once', async () => {
    const message = {
      ...{ person: `alex-${own}`, key: 'k-1', at: 2_000, incidentId: 'inc-1', title: 'payment fails' },
      ...{ notificationReason: 'escalated', control: 'storm control' as const, channels: ['chat'] },
    };
    await store.hold(message);
    await store.hold({ ...message, at: 9_000 });
    await store.hold({ ...message, key: 'k-2', at: 1_000 });
    await store.hold({ ...message, person: `sam-${own}` });
    expect((await store.held(message.person)).map(({ key, at }) => [key, at])).toEqual([
      ['k-2', 1_000],
      ['k-1', 2_000],
    ]);
    await store.releaseHeld(message.person, ['k-2', 'unknown']);
    expect(await store.held(message.person)).toEqual([message]);
    expect(await store.held(`sam-${own}`)).toHaveLength(1);
  });
});

describe('a response store on DynamoDB', () => {
  it('knows its own claim when the answer to it got lost and the SDK tried again', async () => {
    let attempts = 0;
    table.client.middlewareStack.add(
      (next) => async (given) => {
        const answered = await next(given);
        attempts += 1;
        if (attempts === 1) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
        return answered;
      },
      { step: 'finalizeRequest', priority: 'low', name: 'loses the first answer' },
    );
    const store = dynamodbResponseStore(table.name, table.client);
    expect(await store.claimDelivery('lost answer', 1_000)).toBe(true);
    expect(attempts).toBe(2);
    expect(await store.claimDelivery('lost answer', 2_000)).toBe(false);
    table.client.middlewareStack.remove('loses the first answer');
  });

  it('names a failure of DynamoDB as an upstream failure, so that workflows retry it', async () => {
    const missing = dynamodbResponseStore('no-such-table', table.client);
    await expect(missing.alert('x')).rejects.toMatchObject({ name: 'UpstreamError', reason: 'ResourceNotFoundException' });
  });
});
