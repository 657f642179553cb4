/** At most so many calls in any minute. */
const minuteMs = 60_000;

/** Times (ms) never go back. */
export interface Rate {
  /** Whether none may go out at this time. */
  isFull(now: number): boolean;
  /** Says whether one more may go out at a time, and counts it if so. */
  take(now: number): boolean;
}

export const rateOf = (perMinute: number): Rate => {
  const taken: number[] = [];
  const isFull = (now: number): boolean => {
    while (taken[0] !== undefined && taken[0] <= now - minuteMs) taken.shift();
    return taken.length >= perMinute;
  };
  return {
    isFull,
    take: (now) => {
      if (isFull(now)) return false;
      taken.push(now);
      return true;
    },
  };
};
