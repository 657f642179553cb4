/** What every audit chain promises: one suite, run against DynamoDB's emulator over the SDK's wire and against the twin that tests use. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dynamodbAuditChain } from '#adapters/dynamodb/audit-chain.ts';
import { auditChain, type ChainTable } from '#kernel/append-to-chain.ts';
import { type AuditChain, type ChainEntry, genesis } from '#kernel/audit-chain.ts';
import { verifyChain } from '#kernel/verify-chain.ts';
import { draftOf, linesOfChain } from '#test/support/chain-drafts.ts';
import { type EmulatedTable, responseTable } from '#test/support/dynalite-table.ts';
import { memoryChainTable } from '#test/support/memory-chain-table.ts';

/** A call that ends the process: before it was made, or after it was done and before its answer came. */
type Death = 'before' | 'after' | undefined;

/** One chain, and other processes that write to it; `step` is called around every call to the table. */
interface World {
  readonly chain: AuditChain;
  process(step: () => Promise<Death>): AuditChain;
  close(): Promise<void>;
}

const dying = async <Result>(step: () => Promise<Death>, call: () => Promise<Result>): Promise<Result> => {
  const death = await step();
  if (death === 'before') throw new Error('killed');
  const result = await call();
  if (death === 'after') throw new Error('killed');
  return result;
};

const inMemory = async (): Promise<World> => {
  const table = memoryChainTable();
  return {
    chain: auditChain(table),
    process: (step) => {
      const calls: ChainTable = {
        last: () => dying(step, () => table.last()),
        after: (seq, limit) => dying(step, () => table.after(seq, limit)),
        putNew: (entry) => dying(step, () => table.putNew(entry)),
        mark: (id, seq) => dying(step, () => table.mark(id, seq)),
      };
      return auditChain(calls);
    },
    close: async () => undefined,
  };
};

/** A process has a client of its own; it dies at the SDK's calls. */
const onDynamodb = async (): Promise<World> => {
  const table: EmulatedTable = await responseTable();
  const clients: DynamoDBClient[] = [];
  return {
    chain: dynamodbAuditChain(table.name, table.client),
    process: (step) => {
      const { endpoint, region, credentials } = table.client.config;
      const client = new DynamoDBClient({ region, credentials, ...(endpoint === undefined ? {} : { endpoint }), maxAttempts: 1 });
      client.middlewareStack.add((next) => (given) => dying(step, () => next(given)), { step: 'initialize' });
      clients.push(client);
      return dynamodbAuditChain(table.name, client);
    },
    close: async () => {
      for (const client of clients) client.destroy();
      await table.close();
    },
  };
};

const whole = async (chain: AuditChain): Promise<readonly ChainEntry[]> => {
  const entries = await chain.read({ after: 0, limit: 1_000 });
  expect((await verifyChain(linesOfChain(entries))).fault).toBeUndefined();
  return entries;
};
const ids = (entries: readonly ChainEntry[]): readonly string[] => entries.map(({ id }) => id).sort();

/** What a queue or a workflow does with a process that died. */
const untilDone = async (attempt: () => Promise<unknown>): Promise<number> => {
  for (let tries = 1; tries <= 100; tries += 1) {
    try {
      await attempt();
      return tries;
    } catch (error) {
      // The adapter names what a client throws, and does not repeat it.
      if (!(error instanceof Error) || !/killed|did not do it/.test(error.message)) throw error;
    }
  }
  throw new Error('never done');
};

describe.each([
  { where: 'in memory', open: inMemory, runs: 400 },
  { where: 'on DynamoDB', open: onDynamodb, runs: 6 },
])('an audit chain $where', ({ open, runs }) => {
  let world: World;
  let chain: AuditChain;
  beforeEach(async () => {
    world = await open();
    chain = world.chain;
  });
  afterEach(() => world.close());

  it('begins with nothing, and then with the entry that follows nothing', async () => {
    expect(await chain.head()).toBeUndefined();
    expect(await chain.read({ after: 0, limit: 10 })).toEqual([]);
    const first = await chain.append(draftOf('a'));
    expect(first).toMatchObject({ seq: 1, id: 'a', previous: genesis });
    expect(await chain.head()).toEqual(first);
  });

  it('binds every entry to the one before, and gives them back as they were appended', async () => {
    const appended: ChainEntry[] = [];
    for (const id of ['a', 'b', 'c', 'd']) appended.push(await chain.append(draftOf(id)));
    expect(await whole(chain)).toEqual(appended);
    expect(appended.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(await chain.read({ after: 1, limit: 2 })).toEqual(appended.slice(1, 3));
    expect(await chain.read({ after: 4, limit: 2 })).toEqual([]);
  });

  it('has an id once: what is said later is not on record', async () => {
    const first = await chain.append(draftOf('a', { reason: 'first' }));
    await chain.append(draftOf('b'));
    expect(await chain.append(draftOf('a', { reason: 'second', at: 9 }))).toEqual(first);
    expect(ids(await whole(chain))).toEqual(['a', 'b']);
  });

  it('finds a repeat behind more entries than one page holds', async () => {
    const first = await chain.append(draftOf('first'));
    for (let index = 0; index < 110; index += 1) await chain.append(draftOf(`later ${index}`));
    expect(await chain.append(draftOf('first'))).toEqual(first);
    expect(await whole(chain)).toHaveLength(111);
  });

  it('keeps texts within bounds, on one line, and ids apart however long they are', async () => {
    const long = 'x'.repeat(5_000);
    const entry = await chain.append(
      draftOf(long, {
        actor: long,
        act: long,
        subject: { incident: long, fingerprint: long, execution: long },
        rule: long,
        saw: `${'漢'.repeat(5_000)}\ud800`,
        reason: '\u001b[2J\r\nentry 7 of the forger',
        detail: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}${long}`, '漢'.repeat(5_000)])),
      }),
    );
    await chain.append(draftOf(`${long}y`));
    expect(entry.reason).toBe('[2J entry 7 of the forger');
    const [line] = linesOfChain(await whole(chain));
    expect(line?.byteLength).toBeLessThan(24_000);
    expect(await chain.read({ after: 0, limit: 5 })).toHaveLength(2);
    expect(await chain.append(draftOf(long))).toEqual(entry);
  });

  it('is one unbroken chain for twenty writers at once, each of whom says everything twice', async () => {
    const writers = Array.from({ length: 20 }, () => world.process(async () => undefined));
    await Promise.all(
      writers.map(async (writer, index) => {
        for (const what of ['x', 'y', 'x']) await writer.append(draftOf(`${index}/${what}`));
      }),
    );
    expect(await whole(chain)).toHaveLength(40);
  });

  it('has one entry of twenty writers who say the same at once, and all are told which', async () => {
    const said = await Promise.all(
      Array.from({ length: 20 }, (_, index) => world.process(async () => undefined).append(draftOf('same', { reason: `${index}` }))),
    );
    expect(await whole(chain)).toHaveLength(1);
    expect(new Set(said.map(({ hash }) => hash)).size).toBe(1);
  });

  it.for(['before', 'after'] as const)('neither loses nor doubles an entry, wherever a writer is killed %s a call', async (when) => {
    await chain.append(draftOf('earlier'));
    for (let call = 1; call <= 6; call += 1) {
      let calls = 0;
      const step = async (): Promise<Death> => {
        calls += 1;
        return calls === call ? when : undefined;
      };
      const id = `killed ${when} ${call}`;
      // Others go on between the death and the repeat.
      await world
        .process(step)
        .append(draftOf(id))
        .catch(() => undefined);
      await chain.append(draftOf(`between ${call}`));
      await world.process(async () => undefined).append(draftOf(id));
      const entries = await whole(chain);
      expect(entries.filter((entry) => entry.id === id)).toHaveLength(1);
      expect(entries).toHaveLength(1 + 2 * call);
    }
  });

  it('neither loses nor doubles an entry, however writers interleave and wherever they die', async () => {
    const death = fc.constantFrom<Death[]>('before', 'after', undefined, undefined, undefined, undefined);
    const writer = fc.record({
      says: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 4 }),
      deaths: fc.array(death, { maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(writer, { minLength: 2, maxLength: 5 }), fc.scheduler(), async (writers, scheduler) => {
        const own = await open();
        try {
          const running = writers.map(async ({ says, deaths }, index) => {
            const left = [...deaths];
            const step = async (): Promise<Death> => {
              await scheduler.schedule(Promise.resolve(), `writer ${index}`);
              return left.shift();
            };
            const process = own.process(step);
            for (const id of says) await untilDone(() => process.append(draftOf(id, { reason: `writer ${index}` })));
          });
          await scheduler.waitFor(Promise.all(running));
          const entries = await whole(own.chain);
          expect(ids(entries)).toEqual([...new Set(writers.flatMap(({ says }) => says))].sort());
        } finally {
          await own.close();
        }
      }),
      { numRuns: runs },
    );
  });
});
