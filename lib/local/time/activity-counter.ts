/** Counts what is under way, by label, and tells when nothing is; says what is stuck when nothing moves any more. */

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class ActivityCounter {
  readonly #counts = new Map<string, number>();
  readonly #watchdogMs: number;
  #total = 0;
  #moves = 0;
  #waiters: (() => void)[] = [];

  /** `watchdogMs`: real milliseconds without any movement after which `idle` gives up. */
  constructor(watchdogMs = 30_000) {
    this.#watchdogMs = watchdogMs;
  }

  /** Counts an activity from now; call the result once when it ends. */
  begin(label: string): () => void {
    this.#total += 1;
    this.#moves += 1;
    this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#moves += 1;
      this.#total -= 1;
      const left = (this.#counts.get(label) ?? 1) - 1;
      if (left === 0) this.#counts.delete(label);
      else this.#counts.set(label, left);
      if (this.#total > 0) return;
      for (const waiter of this.#waiters.splice(0)) waiter();
    };
  }

  async during<Result>(label: string, work: Promise<Result>): Promise<Result> {
    const end = this.begin(label);
    try {
      return await work;
    } finally {
      end();
    }
  }

  get isIdle(): boolean {
    return this.#total === 0;
  }

  /** `2 x invoke route, 1 x http`. */
  describe(): string {
    return [...this.#counts].map(([label, count]) => `${count} x ${label}`).join(', ') || 'nothing';
  }

  /** Resolves once nothing is under way and two turns of the event loop brought nothing new; rejects naming what is stuck. */
  async idle(): Promise<void> {
    for (;;) {
      if (this.#total > 0) await this.#untilZero();
      await turn();
      if (this.#total > 0) continue;
      await turn();
      if (this.#total === 0) return;
    }
  }

  async #untilZero(): Promise<void> {
    let seen = this.#moves;
    let watchdog: NodeJS.Timeout | undefined;
    const stuck = new Promise<never>((_, reject) => {
      watchdog = setInterval(() => {
        if (this.#moves === seen) reject(new Error(`Nothing moved for ${this.#watchdogMs / 1000} s; still under way: ${this.describe()}.`));
        seen = this.#moves;
      }, this.#watchdogMs);
    });
    try {
      await Promise.race([new Promise<void>((resolve) => this.#waiters.push(resolve)), stuck]);
    } finally {
      clearInterval(watchdog);
    }
  }
}
