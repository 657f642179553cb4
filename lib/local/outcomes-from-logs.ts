/** Collects what functions write into their logs of the items they took: lines with an object `outcomes`, each outcome with the ids of its items. */

interface OutcomeLine {
  readonly outcomes?: Readonly<Record<string, readonly string[]>>;
}

/** Of a delivery that changed something, and of one that found it changed already. */
const effects: ReadonlySet<string> = new Set(['folded', 'redelivered']);

export class OutcomeLog {
  readonly #outcomes = new Map<string, string>();

  add(logs: readonly string[]): void {
    for (const line of logs) if (line.includes('"outcomes"')) this.#addLine(line);
  }

  /** By item: what was said of it first, unless it is said later to have had an effect, or to repeat an item that had. */
  get outcomes(): ReadonlyMap<string, string> {
    return this.#outcomes;
  }

  #addLine(text: string): void {
    let line: OutcomeLine;
    try {
      line = JSON.parse(text) as OutcomeLine;
    } catch {
      return;
    }
    for (const [outcome, ids] of Object.entries(line.outcomes ?? {}))
      for (const id of ids) {
        const isSaid = this.#outcomes.has(id) && !effects.has(outcome);
        if (!isSaid && this.#outcomes.get(id) !== 'folded') this.#outcomes.set(id, outcome);
      }
  }
}
