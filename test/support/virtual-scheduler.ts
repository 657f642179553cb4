/** A scheduler for tests: one queue of events by (time, sequence), time moves only when told to. */
import type { Scheduler, Timer } from '#lib/local/scheduler.ts';
import { seededRandom } from '#lib/local/workflow/chance.ts';

interface Entry {
  readonly at: number;
  readonly sequence: number;
  readonly label: string;
  readonly run: () => Promise<void> | void;
}

export class VirtualScheduler implements Scheduler {
  #now: number;
  #sequence = 0;
  readonly #queue: Entry[] = [];
  readonly #busy = new Set<Promise<unknown>>();
  readonly #streams = new Map<string, () => number>();

  constructor(startAt = Date.UTC(2026, 0, 1)) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  at(timeMs: number, label: string, run: () => Promise<void> | void): Timer {
    this.#sequence += 1;
    const entry: Entry = { at: Math.max(timeMs, this.#now), sequence: this.#sequence, label, run };
    const place = this.#queue.findIndex((other) => other.at > entry.at);
    this.#queue.splice(place < 0 ? this.#queue.length : place, 0, entry);
    return {
      cancel: () => {
        const index = this.#queue.indexOf(entry);
        if (index >= 0) this.#queue.splice(index, 1);
      },
    };
  }

  after(delayMs: number, label: string, run: () => Promise<void> | void): Timer {
    return this.at(this.#now + delayMs, label, run);
  }

  async busy<Result>(_label: string, work: Promise<Result>): Promise<Result> {
    this.#busy.add(work);
    try {
      return await work;
    } finally {
      this.#busy.delete(work);
    }
  }

  /** One stream per name: the name is the seed. */
  random(name: string): () => number {
    let stream = this.#streams.get(name);
    if (!stream) {
      stream = seededRandom([...name].reduce((seed, character) => (seed * 31 + (character.codePointAt(0) ?? 0)) >>> 0, 7));
      this.#streams.set(name, stream);
    }
    return stream;
  }

  /** Runs everything due up to a time, then stands at that time. */
  async advanceTo(timeMs: number): Promise<void> {
    await this.#drain(timeMs);
    this.#now = Math.max(this.#now, timeMs);
  }

  advanceBy(ms: number): Promise<void> {
    return this.advanceTo(this.#now + ms);
  }

  /** Runs until the queue is empty, however far time goes. */
  run(): Promise<void> {
    return this.#drain(Number.POSITIVE_INFINITY);
  }

  async #drain(until: number): Promise<void> {
    for (;;) {
      while (this.#busy.size > 0) await Promise.allSettled([...this.#busy]);
      const entry = this.#queue[0];
      if (!entry || entry.at > until) return;
      this.#queue.shift();
      this.#now = Math.max(this.#now, entry.at);
      await entry.run();
    }
  }
}
