/** The machine's clock: virtual in the local cloud, real on AWS. */
import type { Clock } from '#kernel/ports.ts';

export const systemClock: Clock = { now: () => Date.now() };
