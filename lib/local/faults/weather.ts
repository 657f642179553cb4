/** How bad things are when: storms come a few times, and in between there is a little trouble now and then. */
import type { Random } from './fault.ts';

const fewestStorms = 3;
const moreStorms = 4;
const shortestMs = 15_000;
const longerMs = 90_000;
/** Share of a storm's strength that is always there. */
const usual = 0.04;

/** The strength at a time, 0 to 1; nothing outside the span. */
export const weatherOf = (random: Random, from: number, until: number): ((at: number) => number) => {
  const storms = Array.from({ length: fewestStorms + Math.floor(random() * moreStorms) }, () => {
    const begins = from + random() * (until - from);
    return { begins, ends: begins + shortestMs + random() * longerMs };
  });
  return (at) => {
    if (at < from || at >= until) return 0;
    return storms.some(({ begins, ends }) => at >= begins && at < ends) ? 1 : usual;
  };
};
