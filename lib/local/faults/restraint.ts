/** Holds faults within what AWS's retries cover: of one thing a few strikes in a row, then a while of peace. */

/** Strikes in a row: a step of a workflow is tried four times, a batch six, a message five, and an exporter goes on for five minutes. */
const mostInARow = 2;
/** Turns without a strike that follow. */
const peace = 4;

interface Run {
  /** The last turn that was struck. */
  last: number;
  /** Turns struck in a row, that one included. */
  inARow: number;
}

export class Restraint {
  readonly #runs = new Map<string, Run>();

  /** Whether a turn of something may be struck; turns count up. A turn that was struck may be struck again. */
  allows(what: string, turn: number): boolean {
    const run = this.#runs.get(what);
    if (run === undefined || turn === run.last) return true;
    const isNext = turn === run.last + 1;
    return isNext ? run.inARow < mostInARow : turn > run.last + peace;
  }

  struck(what: string, turn: number): void {
    const run = this.#runs.get(what);
    if (run?.last === turn) return;
    this.#runs.set(what, { last: turn, inARow: run?.last === turn - 1 ? run.inARow + 1 : 1 });
  }
}
