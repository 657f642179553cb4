/** What was used lately is held, what was not has an end. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { generations } from '#kernel/generations.ts';

it('holds the half of its capacity that was used last, no more than its capacity, and tells what it forgets', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 12 }), fc.array(fc.tuple(fc.boolean(), fc.nat(20))), (capacity, steps) => {
      let forgotten = 0;
      const map = generations<number>(capacity, (count) => {
        forgotten += count;
      });
      const used: number[] = [];
      const added = new Set<number>();
      let sets = 0;
      for (const [reads, key] of steps) {
        const before = map.get(String(key));
        if (before !== undefined) expect(before).toBe(key);
        if (!reads || before !== undefined) {
          if (!reads) {
            map.set(String(key), key);
            if (before === undefined) sets += 1;
          }
          added.add(key);
          used.splice(0, used.length, ...used.filter((each) => each !== key), key);
        }
        expect(sets - forgotten).toBeLessThanOrEqual(capacity + 1);
      }
      for (const key of used.slice(-Math.floor(capacity / 2))) expect(map.get(String(key)), `${key} of ${used}`).toBe(key);
    }),
  );
});
