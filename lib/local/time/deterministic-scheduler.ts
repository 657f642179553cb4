/** Virtual time: one event after the other, the next only when nothing is under way; the same input gives the same run. */
import type { Timer } from '../scheduler.ts';
import { ActivityCounter } from './activity-counter.ts';
import { type CloudScheduler, isWaiting } from './cloud-scheduler.ts';
import { EventQueue, type QueuedEvent } from './event-queue.ts';
import { seededRandom } from './seeded-random.ts';

export class DeterministicScheduler implements CloudScheduler {
  readonly #queue = new EventQueue();
  readonly #activity: ActivityCounter;
  readonly #seed: string;
  #now: number;
  #sequence = 0;
  #turn: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(startAt: number, seed: string, watchdogMs?: number) {
    this.#now = startAt;
    this.#seed = seed;
    this.#activity = new ActivityCounter(watchdogMs);
  }

  now(): number {
    return this.#now;
  }

  catchUp(timeMs: number): void {
    this.#now = Math.max(this.#now, timeMs);
  }

  at(timeMs: number, label: string, run: () => Promise<void> | void): Timer {
    const event: QueuedEvent = { timeMs: Math.max(timeMs, this.#now), sequence: this.#sequence++, label, run, cancelled: false };
    this.#queue.push(event);
    return {
      cancel: () => {
        event.cancelled = true;
      },
    };
  }

  after(delayMs: number, label: string, run: () => Promise<void> | void): Timer {
    return this.at(this.#now + delayMs, label, run);
  }

  begin(label: string): () => void {
    return this.#activity.begin(label);
  }

  busy<Result>(label: string, work: Promise<Result>): Promise<Result> {
    return this.#activity.during(label, work);
  }

  random(name: string): () => number {
    return seededRandom(`${this.#seed}/${name}`);
  }

  advanceTo(timeMs: number): Promise<void> {
    return this.#drive(async () => {
      await this.#runWhile((event) => event.timeMs <= timeMs);
      this.#now = Math.max(this.#now, timeMs);
    });
  }

  settle(): Promise<void> {
    return this.#drive(async () => {
      const hasWork = (): boolean => this.#queue.pending().some((event) => !isWaiting(event.label));
      await this.#runWhile((event) => !isWaiting(event.label) || hasWork());
    });
  }

  runUntil(done: () => boolean): Promise<void> {
    return this.#drive(() => this.#runWhile((event) => !done() && event.timeMs <= this.#now));
  }

  close(): void {
    this.#queue.clear();
  }

  /** One driver at a time: a second waits for the first. */
  #drive(run: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(run);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #runWhile(mayRun: (event: QueuedEvent) => boolean): Promise<void> {
    for (;;) {
      await this.#activity.idle();
      this.#throwFailure();
      const next = this.#queue.peek();
      if (!next || !mayRun(next)) return;
      this.#queue.pop();
      this.#now = Math.max(this.#now, next.timeMs);
      this.#start(next);
    }
  }

  #start(event: QueuedEvent): void {
    try {
      const running = event.run();
      if (running) void this.busy(event.label, running).catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
  }

  #throwFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }
}
