/** Real time: events are timers of the machine. */
import type { Timer } from '../scheduler.ts';
import { ActivityCounter } from './activity-counter.ts';
import { type CloudScheduler, isWaiting } from './cloud-scheduler.ts';
import { seededRandom, unseededRandom } from './seeded-random.ts';

/** The longest delay Node's timers can hold. */
const longestDelayMs = 2 ** 31 - 1;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class LiveScheduler implements CloudScheduler {
  readonly #activity = new ActivityCounter();
  readonly #timers = new Map<NodeJS.Timeout, string>();
  readonly #onError: (error: unknown) => void;
  readonly #seed: string | undefined;
  #closed = false;

  constructor(onError: (error: unknown) => void, seed?: string) {
    this.#onError = onError;
    this.#seed = seed;
  }

  now(): number {
    return Date.now();
  }

  /** Real time is late enough by itself. */
  catchUp(): void {}

  at(timeMs: number, label: string, run: () => Promise<void> | void): Timer {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const delayMs = Math.max(0, timeMs - Date.now());
      const fire = (): void => {
        this.#timers.delete(timer);
        if (delayMs > longestDelayMs) arm();
        else this.#start(label, run);
      };
      timer = setTimeout(fire, Math.min(delayMs, longestDelayMs));
      this.#timers.set(timer, label);
    };
    if (!this.#closed) arm();
    return {
      cancel: () => {
        clearTimeout(timer);
        this.#timers.delete(timer);
      },
    };
  }

  after(delayMs: number, label: string, run: () => Promise<void> | void): Timer {
    return this.at(Date.now() + delayMs, label, run);
  }

  begin(label: string): () => void {
    return this.#activity.begin(label);
  }

  busy<Result>(label: string, work: Promise<Result>): Promise<Result> {
    return this.#activity.during(label, work);
  }

  random(name: string): () => number {
    return this.#seed === undefined ? unseededRandom() : seededRandom(`${this.#seed}/${name}`);
  }

  async advanceTo(timeMs: number): Promise<void> {
    await sleep(Math.max(0, timeMs - Date.now()));
  }

  async settle(): Promise<void> {
    do {
      await this.#activity.idle();
      if (this.#hasWork()) await sleep(10);
    } while (!this.#closed && (this.#hasWork() || !this.#activity.isIdle));
  }

  async runUntil(done: () => boolean): Promise<void> {
    while (!done() && !this.#closed) await sleep(1);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.keys()) clearTimeout(timer);
    this.#timers.clear();
  }

  #hasWork(): boolean {
    return [...this.#timers.values()].some((label) => !isWaiting(label));
  }

  #start(label: string, run: () => Promise<void> | void): void {
    try {
      const running = run();
      if (running) void this.busy(label, running).catch(this.#onError);
    } catch (error) {
      this.#onError(error);
    }
  }
}
