/** How time works on AWS: SQS wakes by the second, and a function has half a minute. */
import type { DispatchLimits } from './ports.ts';

/** The function's own time is 30 s; what is left is for writing down what became of the flush. */
export const limits: DispatchLimits = { punctualWithinMs: 10_000, flushMs: 25_000 };
