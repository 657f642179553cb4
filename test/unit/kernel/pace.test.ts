import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, hasRoom, isCounted, isRepeat, type Pace, roomAt } from '#kernel/pace.ts';

const limit = { messages: 3, windowMs: 10_000 };
const message = (at: number, about = 'inc-1/escalated') => ({ at, key: `${about}/${at}`, about });
const paceOf = (...times: number[]): Pace =>
  times.reduce<Pace>((pace, at) => counted(pace, 'person/alex', message(at), limit), { name: 'person/alex', messages: [], version: 0 });

describe('a pace', () => {
  it('has room for so many messages within the window, and for another when the first has left it', () => {
    const pace = paceOf(1_000, 2_000, 3_000);
    expect(hasRoom(undefined, 0, limit)).toBe(true);
    expect(hasRoom(paceOf(1_000, 2_000), 3_000, limit)).toBe(true);
    expect(hasRoom(pace, 3_001, limit)).toBe(false);
    expect(roomAt(pace, 3_001, limit)).toBe(11_000);
    expect(hasRoom(pace, 10_999, limit)).toBe(false);
    expect(hasRoom(pace, 11_000, limit)).toBe(true);
  });

  it('forgets what has left the window when it counts on', () => {
    expect(paceOf(0, 1_000, 20_000).messages.map(({ at }) => at)).toEqual([20_000]);
    expect(paceOf(0, 1_000, 20_000).version).toBe(3);
  });

  it('knows a message again, and tells a repeat from it', () => {
    const pace = paceOf(1_000);
    expect(isCounted(pace, 'inc-1/escalated/1000')).toBe(true);
    expect(isRepeat(pace, message(1_000), limit)).toBe(false);
    expect(isRepeat(pace, message(2_000), limit)).toBe(true);
    expect(isRepeat(pace, message(2_000, 'inc-2/escalated'), limit)).toBe(false);
    expect(isRepeat(pace, message(12_000), limit)).toBe(false);
  });

  it('never lets more through than the limit within any window, and has room when it says so', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 60 }), (gaps) => {
        let now = 0;
        let pace: Pace | undefined;
        const sent: number[] = [];
        for (const gap of gaps) {
          now += gap;
          const room = roomAt(pace, now, limit);
          expect(hasRoom(pace, now, limit)).toBe(room === now);
          expect(hasRoom(pace, room, limit)).toBe(true);
          if (room > now) expect(hasRoom(pace, room - 1, limit)).toBe(false);
          if (room !== now) continue;
          sent.push(now);
          pace = counted(pace, 'person/alex', { ...message(now), key: `k-${sent.length}` }, limit);
        }
        for (const at of sent)
          expect(sent.filter((other) => other >= at && other < at + limit.windowMs).length).toBeLessThanOrEqual(limit.messages);
      }),
    );
  });
});
