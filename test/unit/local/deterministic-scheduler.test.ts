import { describe, expect, it } from 'vitest';
import { DeterministicScheduler } from '#lib/local/time/deterministic-scheduler.ts';

const scheduler = (watchdogMs?: number) => new DeterministicScheduler(1_000, 'seed', watchdogMs);
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

describe('virtual time', () => {
  it('runs events by time, then in the order in which they were asked for', async () => {
    const clock = scheduler();
    const seen: string[] = [];
    for (const [time, name] of [
      [1_500, 'c'],
      [1_200, 'a'],
      [1_200, 'b'],
      [9_000, 'late'],
    ] as const)
      clock.at(time, name, () => void seen.push(`${name}@${clock.now()}`));
    await clock.advanceTo(2_000);
    expect(seen).toEqual(['a@1200', 'b@1200', 'c@1500']);
    expect(clock.now()).toBe(2_000);
  });

  it('takes the next event only when all that the last one started is done', async () => {
    const clock = scheduler();
    const seen: string[] = [];
    clock.after(0, 'first', () => {
      void clock.busy(
        'work',
        pause().then(() => void seen.push('work done')),
      );
    });
    clock.after(10, 'second', () => void seen.push('second'));
    await clock.advanceTo(1_010);
    expect(seen).toEqual(['work done', 'second']);
  });

  it('never goes back, neither for an event of the past nor for an earlier target', async () => {
    const clock = scheduler();
    const seen: number[] = [];
    clock.at(5, 'of the past', () => void seen.push(clock.now()));
    await clock.advanceTo(3_000);
    await clock.advanceTo(2_000);
    expect([...seen, clock.now()]).toEqual([1_000, 3_000]);
  });

  it('forgets a cancelled event', async () => {
    const clock = scheduler();
    const ran: string[] = [];
    clock.after(1, 'cancelled', () => void ran.push('cancelled')).cancel();
    await clock.advanceTo(2_000);
    expect(ran).toEqual([]);
  });

  it('settles when only workflow waits and time-outs are left, and does not sit them out', async () => {
    const clock = scheduler();
    const seen: string[] = [];
    clock.after(900_000, 'wait for an answer', () => void seen.push('wait'));
    clock.after(600_000, 'timeout Ask', () => void seen.push('timeout'));
    clock.after(10_000, 'deliver archive', () => void seen.push('deliver'));
    await clock.settle();
    expect(seen).toEqual(['deliver']);
    expect(clock.now()).toBe(11_000);
  });

  it('gives the error of an event to whoever drives, and goes on after', async () => {
    const clock = scheduler();
    clock.after(1, 'fails', async () => {
      await pause();
      throw new Error('broken');
    });
    const ran: string[] = [];
    clock.after(2, 'next', () => void ran.push('next'));
    await expect(clock.advanceTo(2_000)).rejects.toThrow('broken');
    await clock.advanceTo(2_000);
    expect(ran).toEqual(['next']);
  });

  it('says what is stuck when nothing moves', async () => {
    const clock = scheduler(20);
    clock.begin('invoke route');
    clock.begin('invoke route');
    await expect(clock.advanceTo(2_000)).rejects.toThrow(/^Nothing moved for 0.02 s; still under way: 2 x invoke route\.$/);
  });

  it('draws the same numbers for the same seed and name, others for another', () => {
    const draw = (seed: string, name: string): number[] => {
      const random = new DeterministicScheduler(0, seed).random(name);
      return [random(), random()];
    };
    expect(draw('a', 'x')).toEqual(draw('a', 'x'));
    expect(draw('a', 'x')).not.toEqual(draw('a', 'y'));
    expect(draw('a', 'x')).not.toEqual(draw('b', 'x'));
  });
});
