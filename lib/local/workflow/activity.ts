/** Tells when an execution has done all it can for now, so that virtual time moves only then. */

/** Thrown into a branch whose execution was stopped or whose sibling failed; unwinds it without a trace. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** A tree of things to cancel together. */
export class Cancellation {
  #cancelled = false;
  readonly #callbacks = new Set<() => void>();

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Calls back at most once; the returned function forgets it. */
  onCancel(callback: () => void): () => void {
    this.#callbacks.add(callback);
    return () => {
      this.#callbacks.delete(callback);
    };
  }

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    for (const callback of [...this.#callbacks]) callback();
    this.#callbacks.clear();
  }
}

/** Counts branches that run; a branch waiting for time, a task or its own branches is parked and does not count. */
export class Activity {
  #running = 0;
  #waiting: (() => void)[] = [];

  /** Runs a branch beside the caller; `done` hears of its end before the branch stops counting. */
  spawn(branch: () => Promise<void>): void {
    this.#running += 1;
    void branch().finally(() => this.#leave());
  }

  /** Resolves when every branch is parked or over. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /**
   * Parks the calling branch until `resume` is called. `start` arranges for that and returns what undoes it,
   * called once in any case. Whoever resumes must await `idle()` before its own event of the scheduler ends.
   */
  park<Result>(cancellation: Cancellation, start: (resume: (value: Result) => void) => () => void): Promise<Result> {
    if (cancellation.cancelled) return Promise.reject(new Cancelled());
    return new Promise((resolve, reject) => {
      let settled = false;
      let undo: (() => void) | undefined;
      const settle = (finish: () => void) => {
        if (settled) return;
        settled = true;
        this.#running += 1;
        forget();
        undo?.();
        finish();
      };
      const forget = cancellation.onCancel(() => settle(() => reject(new Cancelled())));
      undo = start((value) => settle(() => resolve(value)));
      if (settled) undo();
      this.#leave();
    });
  }

  #leave(): void {
    this.#running -= 1;
    if (this.#running > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
