/** Virtual time: events in order of time, then of asking; whatever an event starts runs as far as it can before the next. */

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => Promise<unknown>;
}

export class VirtualTime {
  #now: number;
  #order = 0;
  #failure: unknown;
  readonly #events: Event[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  /** What lies in the past happens next. */
  at(time: number, run: () => Promise<unknown>): void {
    const event = { at: Math.max(time, this.#now), order: this.#order, run };
    this.#order += 1;
    const place = this.#events.findIndex((other) => other.at > event.at);
    this.#events.splice(place < 0 ? this.#events.length : place, 0, event);
  }

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      this.at(this.#now + ms, async () => wake());
    });

  /** Runs every event up to a time. Rejects with what an event threw. */
  async runUntil(end: number): Promise<void> {
    for (let next = this.#events[0]; next !== undefined && next.at <= end; next = this.#events[0]) {
      this.#events.shift();
      this.#now = next.at;
      next.run().catch((problem: unknown) => {
        this.#failure ??= problem ?? new Error('An event failed without a reason.');
      });
      await new Promise((settled) => setImmediate(settled));
      if (this.#failure !== undefined) throw this.#failure;
    }
    this.#now = end;
  }
}
