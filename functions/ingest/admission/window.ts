/** The windows in which agents' use is counted: every worker's begin and end at the same moments. */
import type { QuotaWindow } from '#kernel/ports.ts';

const lengths = { minute: 60_000, day: 86_400_000 } as const;

/** The window of a time (ms since the epoch). */
export const windowAt = (name: QuotaWindow['name'], now: number): QuotaWindow => {
  const length = lengths[name];
  const start = Math.floor(now / length) * length;
  return { name, start, end: start + length };
};
