/** At most so many calls in any minute. */
const minuteMs = 60_000;

/** Says whether one more may go out at a time (ms), and counts it if so; times never go back. */
export type Rate = (now: number) => boolean;

export const rateOf = (perMinute: number): Rate => {
  const taken: number[] = [];
  return (now) => {
    while (taken[0] !== undefined && taken[0] <= now - minuteMs) taken.shift();
    if (taken.length >= perMinute) return false;
    taken.push(now);
    return true;
  };
};
