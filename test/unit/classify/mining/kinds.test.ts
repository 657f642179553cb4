/** Workers that meet kinds of messages at the same time agree on their ids, lose none, and write no more than a service's share. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskMessage } from '#functions/classify/mask.ts';
import { kindsIn, type Met } from '#functions/classify/mining/kinds.ts';
import { kindShares, kindsPerDay } from '#functions/classify/shares.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { memoryQuotas, memoryTemplates } from '#test/support/memory-ports.ts';

const always = { mayKeep: async (): Promise<boolean> => true, markOf: () => '' };
const message = (text: string) => ({ service: 's', masked: maskMessage(text) });

/** Lines of a few kinds, some of which differ in names, numbered. */
const lines = Array.from({ length: 240 }, (_, n) => {
  const name = ['anna', 'ben', 'cleo', 'dan'][n % 4];
  return [
    `session opened for user ${name} by (uid=${n})`,
    `session closed for user ${name}`,
    `cache com.example.${name}Cache evicted ${n} entries in ${n} ms`,
    `link ${n % 2 === 0 ? 'up' : 'down'} on port ${n}`,
    `file ${name}_backup.tar written in ${n} s`,
    `request ${n} of ${name} took ${n} ms`,
  ][n % 6] as string;
});

const inOneGo = async (): Promise<readonly string[]> =>
  (await kindsIn(memoryTemplates().store, always).learn(lines.map(message))).map(({ id }) => id);

describe('kinds that workers share', () => {
  it('have the same ids however lines are spread over workers and batches, whoever wins the races', async () => {
    const expected = await inOneGo();
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat(3)),
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 1, max: 60 }),
        async (waits, workers, batch) => {
          const templates = memoryTemplates(async () => {
            for (let turns = waits.next().value ?? 0; turns > 0; turns -= 1) await new Promise(setImmediate);
          });
          const ids: string[] = [];
          let next = 0;
          const work = async (): Promise<void> => {
            const { learn } = kindsIn(templates.store, always);
            while (next < lines.length) {
              const start = next;
              next += batch;
              const met = await learn(lines.slice(start, start + batch).map(message));
              for (const [at, { id }] of met.entries()) ids[start + at] = id;
            }
          };
          await Promise.all(Array.from({ length: workers }, work));
          expect(ids).toEqual(expected);
          const again = await kindsIn(templates.store, always).learn(lines.map(message));
          expect(again.map(({ id }) => id)).toEqual(ids);
          expect(again.every(({ minted }) => !minted)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are resumed at any line by a worker that knows nothing, with the ids they have', async () => {
    const expected = await inOneGo();
    for (let cut = 0; cut <= lines.length; cut += 24) {
      const templates = memoryTemplates();
      const before = await kindsIn(templates.store, always).learn(lines.slice(0, cut).map(message));
      const after = await kindsIn(templates.store, always).learn(lines.slice(cut).map(message));
      expect([...before, ...after].map(({ id }) => id)).toEqual(expected);
    }
  });

  it('are known without asking anybody once they were met', async () => {
    const templates = memoryTemplates();
    const kinds = kindsIn(templates.store, always);
    const { masked } = message('disk 3 is slow');
    expect(kinds.known('s', masked)).toBeUndefined();
    const [met] = (await kinds.learn([{ service: 's', masked }])) as [Met];
    expect(kinds.known('s', masked)).toEqual({ id: met.id, mark: '' });
    expect(kinds.known('other', masked)).toBeUndefined();
    expect(templates.calls).toEqual({ reads: 1, writes: 1, conflicts: 0 });
  });

  it('are not half learned when knowledge cannot be written', async () => {
    const templates = memoryTemplates();
    let broken = true;
    const store: typeof templates.store = {
      ...templates.store,
      putLeaf: async (key, leaf) => {
        if (broken) throw new UpstreamError('away');
        await templates.store.putLeaf(key, leaf);
      },
    };
    const kinds = kindsIn(store, always);
    await expect(kinds.learn([message('disk 3 is slow')])).rejects.toThrow('away');
    expect(kinds.known('s', message('disk 3 is slow').masked)).toBeUndefined();
    broken = false;
    expect(await kinds.learn([message('disk 3 is slow')])).toMatchObject([{ minted: true, kept: true }]);
  });

  it('are kept up to a share a service and day; the rest is told apart all the same, and forgotten with the worker', async () => {
    const templates = memoryTemplates();
    const quotas = memoryQuotas();
    const clock = { at: 1_795_237_200_000 };
    const kinds = kindsIn(templates.store, { ...always, mayKeep: kindShares(quotas.store, { now: () => clock.at }) });
    const word = (n: number): string => Array.from(String(n), (digit) => 'abcdefghij'[Number(digit)]).join('');
    const flood = (from: number, count: number) => Array.from({ length: count }, (_, n) => message(`${word(from + n)} began at last`));
    const met: Met[] = [];
    for (let start = 0; start < kindsPerDay + 1_000; start += 500) met.push(...(await kinds.learn(flood(start, 500))));
    expect(new Set(met.map(({ id }) => id)).size).toBe(kindsPerDay + 1_000);
    const kept = met.filter((one) => one.kept).length;
    expect(kept).toBeGreaterThanOrEqual(kindsPerDay);
    expect(kept).toBeLessThan(kindsPerDay + 100);
    expect(templates.kept.size).toBe(kept);
    // Another service, and another day, have shares of their own.
    expect(await kinds.learn([{ service: 'other', masked: 'new here' }])).toMatchObject([{ kept: true }]);
    clock.at += 86_400_000;
    expect(await kinds.learn(flood(900_000, 1))).toMatchObject([{ kept: true }]);
  });
});
