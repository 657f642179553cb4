/** Every way a copy of the audit chain can be wrong is found, and named by its line. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChainEntry, entryHash, genesis, sealed } from '#kernel/audit-chain.ts';
import { type ChainVerdict, verifyChain } from '#kernel/verify-chain.ts';
import { linesOf } from '#lib/audit/lines.ts';
import { chainOf, draftOf, linesOfChain } from '#test/support/chain-drafts.ts';

const entries = chainOf(300);
const lines = linesOfChain(entries);
const fileOf = (given: readonly Uint8Array[]): Buffer => Buffer.concat(given.flatMap((line) => [line, Buffer.from('\n')]));
async function* chunks(file: Uint8Array, size = file.byteLength): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < file.byteLength; from += size) yield file.subarray(from, from + size);
}
const verifyFile = (file: Uint8Array, noted?: readonly string[]): Promise<ChainVerdict> => verifyChain(linesOf(chunks(file)), noted);

/** In which line, counted from 1, a byte of the file is; a newline is its line's. */
const lineAt = (file: Buffer, offset: number): number => file.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1;

describe('a whole chain', () => {
  it('is told by its entries, its times and its head', async () => {
    const last = entries.at(-1);
    expect(await verifyFile(fileOf(lines))).toEqual({
      entries: 300,
      firstAt: entries[0]?.at,
      lastAt: last?.at,
      head: { seq: 300, hash: last?.hash },
      warnings: [],
      warningCount: 0,
    });
  });

  it('may be empty, and may lack the last newline', async () => {
    expect(await verifyFile(Buffer.of())).toEqual({ entries: 0, head: { seq: 0, hash: genesis }, warnings: [], warningCount: 0 });
    expect((await verifyFile(fileOf(lines).subarray(0, -1))).entries).toBe(300);
  });

  it('is the same however its bytes arrive', async () => {
    const file = fileOf(lines.slice(0, 5));
    for (let size = 1; size < 40; size += 1) expect(await verifyChain(linesOf(chunks(file, size)))).toMatchObject({ entries: 5 });
  });

  it('may have clocks that differ, and says when they differ by much', async () => {
    const at = 1_795_237_200_000;
    let head: ChainEntry | undefined;
    const odd = [at, at - 299_000, at + 900_000, at].map((each, index) => {
      head = sealed(draftOf(`${index}`, { at: each }), head);
      return head;
    });
    const verdict = await verifyFile(fileOf(linesOfChain(odd)));
    expect(verdict).toMatchObject({ entries: 4, warningCount: 1, warnings: ['entry 4 is 900 s older than the one before it'] });
    expect(verdict.fault).toBeUndefined();
  });
});

describe('a flipped byte', () => {
  const file = fileOf(lines.slice(0, 3));

  it.for([0x01, 0x20, 0x80, 0xff])('of a small export is found wherever it is, flipped by %i, and its line is named', async (flip) => {
    for (let offset = 0; offset < file.byteLength - 1; offset += 1) {
      const flipped = Buffer.from(file);
      flipped[offset] = (file[offset] ?? 0) ^ flip;
      const { fault } = await verifyFile(flipped);
      expect([offset, fault?.line]).toEqual([offset, lineAt(file, offset)]);
    }
  });

  it('becomes no other last newline', async () => {
    for (let byte = 0; byte < 256; byte += 1) {
      if (byte === 0x0a) continue;
      const flipped = Buffer.from(file);
      flipped[file.byteLength - 1] = byte;
      expect([byte, (await verifyFile(flipped)).fault?.line]).toEqual([byte, 3]);
    }
  });

  it('of hundreds of entries is found, whatever it becomes', async () => {
    const all = fileOf(lines);
    const place = fc.tuple(fc.nat({ max: all.byteLength - 1 }), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(place, async ([offset, flip]) => {
        const flipped = Buffer.from(all);
        flipped[offset] = (all[offset] ?? 0) ^ flip;
        expect((await verifyFile(flipped)).fault?.line).toBe(lineAt(all, offset));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a line', () => {
  const place = fc.integer({ min: 0, max: lines.length - 2 });

  it('that is missing is a gap, named by the entry that is not there', async () => {
    await fc.assert(
      fc.asyncProperty(place, async (index) => {
        const { fault } = await verifyFile(fileOf(lines.toSpliced(index, 1)));
        expect(fault).toMatchObject({ kind: 'gap', line: index + 1, says: `entry ${index + 1} is missing before entry ${index + 2}` });
      }),
      { numRuns: 50 },
    );
    expect((await verifyFile(fileOf(lines.slice(7)))).fault?.says).toBe('entries 1 to 7 are missing before entry 8');
  });

  it('that is there twice, or swapped with another, is found where it is wrong', async () => {
    await fc.assert(
      fc.asyncProperty(place, async (index) => {
        const [first = Buffer.of(), second = Buffer.of()] = lines.slice(index);
        const twice = await verifyFile(fileOf(lines.toSpliced(index, 0, first)));
        expect(twice.fault).toMatchObject({ kind: 'order', line: index + 2 });
        const swapped = await verifyFile(fileOf(lines.toSpliced(index, 2, second, first)));
        expect(swapped.fault).toMatchObject({ kind: 'gap', line: index + 1 });
      }),
      { numRuns: 50 },
    );
  });

  it('that was put between two others, with a hash of its own, does not go unseen', async () => {
    const forged = sealed(draftOf('forged'), entries[9]);
    const { fault } = await verifyFile(fileOf(lines.toSpliced(10, 0, ...linesOfChain([forged]))));
    expect(fault).toMatchObject({ kind: 'order', line: 12, says: expect.stringContaining('entry 11 stands where entry 12 is due') });
  });

  it('that was rewritten, with its hash, no longer carries the one after it', async () => {
    const { hash: _, ...content } = entries[9] ?? { hash: '' };
    const changed = { ...(content as Omit<ChainEntry, 'hash'>), actor: 'somebody else' };
    const rewritten = linesOfChain([{ ...changed, hash: entryHash(changed) }]);
    const { fault } = await verifyFile(fileOf(lines.toSpliced(9, 1, ...rewritten)));
    expect(fault).toMatchObject({ kind: 'previous', line: 11 });
    expect(fault?.says).toBe('it does not follow entry 10: one of the two is not what was written');
  });

  it('with the id of an earlier one is told as a repetition', async () => {
    const twin = sealed(draftOf(entries[4]?.id ?? ''), entries.at(-1));
    const { fault } = await verifyFile(fileOf([...lines, ...linesOfChain([twin])]));
    expect(fault).toMatchObject({ kind: 'repeated', line: 301, says: 'entry 5 has the same id' });
  });

  it.for([
    { name: 'other spaces', change: (text: string) => text.replace(':', ': ') },
    { name: 'another order', change: (text: string) => `{"seq":1,${text.slice(1).replace(',"seq":1', '')}` },
    { name: 'an escaped letter', change: (text: string) => text.replace('"act"', '"\\u0061ct"') },
    { name: 'one more member', change: (text: string) => text.replace('{', '{"a\u009b31m":1,') },
    { name: 'a member twice', change: (text: string) => text.replace('{', '{"act":"x",') },
    { name: 'a byte order mark', change: (text: string) => `\ufeff${text}` },
    { name: 'a carriage return', change: (text: string) => `${text}\r` },
    { name: 'nothing in it', change: () => '' },
    { name: 'an endless text', change: (text: string) => text.replace('"Launched.', `"${'x'.repeat(2_000_000)}`) },
    { name: 'a prototype', change: (text: string) => text.replace('"detail":{', '"detail":{"__proto__":"x",') },
    { name: 'nesting', change: () => '['.repeat(60_000) },
  ])('with $name is not one the chain wrote', async ({ change }) => {
    const text = lines[0]?.toString('utf8') ?? '';
    const changed = change(text);
    expect(changed).not.toBe(text);
    const { fault } = await verifyFile(fileOf([Buffer.from(changed), ...lines.slice(1)]));
    expect(fault).toMatchObject({ kind: 'unreadable', line: 1 });
    expect(fault?.says).not.toMatch(/\p{Cc}/u);
    expect(fault?.says.length).toBeLessThan(300);
  });
});

describe('what a chain alone cannot show', () => {
  const noted = entries[199]?.hash ?? '';

  it('is that its end was cut off, unless a head was noted', async () => {
    expect((await verifyFile(fileOf(lines.slice(0, 150)))).fault).toBeUndefined();
    expect((await verifyFile(fileOf(lines.slice(0, 150)), [noted])).fault).toMatchObject({ kind: 'anchor' });
    expect((await verifyFile(fileOf(lines.slice(0, 200)), [noted])).fault).toBeUndefined();
    expect((await verifyFile(fileOf(lines), [noted, genesis])).fault).toBeUndefined();
  });

  it('is that it was replaced as a whole, unless a head was noted', async () => {
    const replaced = fileOf(linesOfChain([sealed(draftOf('all new'), undefined)]));
    expect((await verifyFile(replaced)).fault).toBeUndefined();
    expect((await verifyFile(replaced, [noted])).fault?.says).toBe(
      `the head ${noted} that was noted is not in it: its end was cut off, or it was replaced`,
    );
  });
});
