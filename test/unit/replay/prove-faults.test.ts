/** What a proof of many seeds says in the end. */
import { describe, expect, it } from 'vitest';
import { verdictText } from '#lib/replay/prove/prove-faults.ts';
import type { SeedOutcome } from '#lib/replay/prove/seed-process.ts';

const outcome = (seed: string, injected: SeedOutcome['injected'], wrong: readonly string[] = []): SeedOutcome => ({
  ...{ choice: { seed, profile: 'all' }, injected, wrong },
});
const commandOf = ({ choice: { seed } }: SeedOutcome): string => `replay ${seed}`;

describe('the verdict on many seeds', () => {
  it('adds up what was injected, and says plainly that nothing came of it', () => {
    expect(verdictText([outcome('2', { kills: 3 }), outcome('1', { kills: 1000, delays: 9 })], commandOf)).toBe(
      [
        'Injected: 1,012 faults',
        '  1,003  kills',
        '      9  delays',
        '2 of 2 seeds: ledger balanced, effects equal, nothing lost, nothing twice.',
        '',
      ].join('\n'),
    );
  });

  it('names the smallest seed that failed, what is wrong, and how to repeat it', () => {
    const failed = [outcome('10', {}, ['+ page x']), outcome('9', { kills: 1 }, ['- page y']), outcome('3', {})];
    const text = verdictText(failed, commandOf);
    expect(text).toContain('Seed 9 is the smallest that failed:\n  - page y\nFailed as well: 10\n');
    expect(text).toContain('1 of 3 seeds as they should be. Repeat the first that is not: replay 9\n');
  });
});
