/** The stores of table `knowledge` against a DynamoDB emulator: keys, expiry, the condition on stream positions. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConflictError } from '#kernel/errors.ts';
import type { SeriesStateStore, TemplateStore, VerdictStore } from '#kernel/ports.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { awsEnvironment } from '#test/support/capture-requests.ts';

const table = 'knowledge';
const day = 24 * 3_600_000;
let server: Server;
let client: DynamoDBClient;
let now: number;
let verdicts: VerdictStore;
let templates: TemplateStore;
let states: SeriesStateStore;

beforeAll(async () => {
  server = dynalite({ createTableMs: 0 }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const [name, value] of Object.entries(awsEnvironment(url))) vi.stubEnv(name, value);
  const clock = { now: () => now };
  verdicts = (await import('#adapters/dynamodb/verdict-store.ts')).dynamodbVerdictStore(table, clock);
  templates = (await import('#adapters/dynamodb/template-store.ts')).dynamodbTemplateStore(table, clock);
  states = (await import('#adapters/dynamodb/series-state-store.ts')).dynamodbSeriesStateStore(table, clock);
  client = new DynamoDBClient({});
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
});
beforeEach(() => {
  now = 1_795_237_200_000;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const verdict: Verdict = { severity: 'critical', category: 'network', confidence: 0.9, source: 'rule/x', reason: 'Because.' };

describe('verdicts', () => {
  const kept = { verdict, provisional: false };
  const found = async (id: string, version = 'v1') => (await verdicts.get([id], version)).get(id);

  it('are found under question and version, and nowhere else', async () => {
    await verdicts.put('c1', 'v1', kept);
    expect(await found('c1')).toEqual(kept);
    expect(await found('c1', 'v2')).toBeUndefined();
    expect(await found('c2')).toBeUndefined();
  });

  it('are read by the hundred', async () => {
    const ids = Array.from({ length: 230 }, (_, index) => `many-${index}`);
    for (const id of ids) await verdicts.put(id, 'v1', kept);
    expect([...(await verdicts.get(ids, 'v1')).keys()].sort()).toEqual([...ids].sort());
    expect(await verdicts.get([], 'v1')).toEqual(new Map());
  });

  it('are forgotten after 400 days, deleted yet or not; provisional ones after an hour', async () => {
    await verdicts.put('c3', 'v1', kept);
    await verdicts.put('c4', 'v1', { verdict, provisional: true });
    now += 59 * 60_000;
    expect(await found('c4')).toEqual({ verdict, provisional: true });
    now += 60_000;
    expect(await found('c4')).toBeUndefined();
    now += 399 * day;
    expect(await found('c3')).toEqual(kept);
    now += day;
    expect(await found('c3')).toBeUndefined();
  });

  it('carry their expiry in seconds, as DynamoDB wants it', async () => {
    await verdicts.put('c5', 'v1', kept);
    const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: { pk: { S: 'verdict#c5' }, sk: { S: 'v1' } } }));
    expect(item?.['expiresAt']).toEqual({ N: String(now / 1000 + 400 * 24 * 3600) });
  });
});

describe('templates', () => {
  const leaf = (version: number, ...ids: readonly string[]) => ({
    version,
    templates: ids.map((id) => ({ id, text: `kind ${id} of <*>` })),
  });

  it('are loaded as they were written, and absent where nobody wrote', async () => {
    await templates.putLeaf('l1', leaf(1, 'a'));
    await templates.putLeaf('l1', leaf(2, 'a', 'b'));
    expect(await templates.leaves(['l1', 'l2'])).toEqual(new Map([['l1', leaf(2, 'a', 'b')]]));
  });

  it('are not overwritten by whoever did not see the last writing', async () => {
    await templates.putLeaf('l3', leaf(1, 'a'));
    await expect(templates.putLeaf('l3', leaf(1, 'b'))).rejects.toThrow(ConflictError);
    await templates.putLeaf('l3', leaf(2, 'a', 'c'));
    await expect(templates.putLeaf('l3', leaf(2, 'a', 'd'))).rejects.toThrow(ConflictError);
    expect((await templates.leaves(['l3'])).get('l3')).toEqual(leaf(2, 'a', 'c'));
  });
});

describe('series states', () => {
  const state = (sequenceNumber: string, ...bytes: readonly number[]) => ({ data: Uint8Array.from(bytes), sequenceNumber });

  it('are loaded as they were saved', async () => {
    expect(await states.load('r1')).toBeUndefined();
    expect(await states.save('r1', state('49590338271490256608559692538361571095921575989136588898', 1, 255, 0))).toBe(true);
    const loaded = await states.load('r1');
    expect(loaded?.sequenceNumber).toBe('49590338271490256608559692538361571095921575989136588898');
    expect([...(loaded?.data ?? [])]).toEqual([1, 255, 0]);
  });

  it('are not overwritten by an earlier position, whatever its number of digits', async () => {
    expect(await states.save('r2', state('1000', 1))).toBe(true);
    expect(await states.save('r2', state('999', 2))).toBe(false);
    expect(await states.save('r2', state('1000', 3))).toBe(true);
    expect(await states.save('r2', state('10000', 4))).toBe(true);
    expect((await states.load('r2'))?.data[0]).toBe(4);
  });

  it('are forgotten after 14 days', async () => {
    await states.save('r3', state('1', 1));
    now += 15 * day;
    expect(await states.load('r3')).toBeUndefined();
  });
});
