/** The times at which a group may speak: its first flush, and every `groupInterval` after it. */

/** The first tick at a time or after it, of the grid that `dueAt` lies on. */
export const tickFrom = (dueAt: number, intervalMs: number, at: number): number =>
  at <= dueAt ? dueAt : dueAt + Math.ceil((at - dueAt) / intervalMs) * intervalMs;

/** The tick after one that is served at `servedAt`: a grid keeps its beat while it is served punctually, and begins anew when it was not. */
export const tickAfter = (tick: number, intervalMs: number, servedAt: number, punctualWithinMs: number): number =>
  (servedAt - tick <= punctualWithinMs ? tick : servedAt) + intervalMs;
