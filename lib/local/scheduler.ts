/** Time and order of the local cloud: one queue of events by (time, sequence). */

export interface Timer {
  cancel(): void;
}

export interface Scheduler {
  /** Milliseconds since the epoch: virtual in deterministic mode, real in live mode. */
  now(): number;
  /** Runs `run` at a time, as one event of the queue; what it awaits through `busy` is finished before the next event. */
  at(timeMs: number, label: string, run: () => Promise<void> | void): Timer;
  after(delayMs: number, label: string, run: () => Promise<void> | void): Timer;
  /** Marks work as under way until the promise settles, so that time does not move past it. */
  busy<Result>(label: string, work: Promise<Result>): Promise<Result>;
  /** A deterministic stream of random numbers in [0, 1), one per name and seed. */
  random(name: string): () => number;
}
