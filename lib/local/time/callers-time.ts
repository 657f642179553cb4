/** The time at a caller: a function is later than the cloud while it runs, and says so with each call. */
import type { Scheduler } from '../scheduler.ts';
import type { ServiceRequest } from '../service.ts';

/** Milliseconds since the epoch; set by the environments of functions. */
export const callersTimeHeader = 'x-local-time';

/** The caller's time, else the cloud's. */
export const callersTime = ({ headers }: Pick<ServiceRequest, 'headers'>, scheduler: Pick<Scheduler, 'now'>): number =>
  Math.max(Number(headers[callersTimeHeader] ?? 0), scheduler.now());
