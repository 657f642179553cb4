/** How often a lost race is decided again. */
import { expect, it } from 'vitest';
import { ConflictError, UpstreamError } from '#kernel/errors.ts';
import { untilNoRaceIsLost } from '#kernel/lost-race.ts';

/** Loses the first so many races, then is done. */
const losing = (races: number) => {
  const calls = { decided: 0, lost: 0 };
  const run = () =>
    untilNoRaceIsLost(
      async () => {
        calls.decided += 1;
        if (calls.decided <= races) throw new ConflictError('Somebody else wrote first.');
        return 'done';
      },
      () => {
        calls.lost += 1;
      },
    );
  return { calls, run };
};

it('decides again until it wins', async () => {
  const { calls, run } = losing(4);
  await expect(run()).resolves.toBe('done');
  expect(calls).toEqual({ decided: 5, lost: 4 });
});

it('gives up at the fifth lost race', async () => {
  const { calls, run } = losing(5);
  await expect(run()).rejects.toThrow(ConflictError);
  expect(calls.decided).toBe(5);
});

it('lets any other failure through at once', async () => {
  let decided = 0;
  const failing = async () => {
    decided += 1;
    throw new UpstreamError('No connection.');
  };
  await expect(untilNoRaceIsLost(failing)).rejects.toThrow(UpstreamError);
  expect(decided).toBe(1);
});
