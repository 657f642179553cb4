/** Collects what functions write into their logs of the items they took: lines with an object `outcomes`, each outcome with the ids of its items. */

interface OutcomeLine {
  readonly outcomes?: Readonly<Record<string, readonly string[]>>;
}

export class OutcomeLog {
  readonly #outcomes = new Map<string, string>();

  add(logs: readonly string[]): void {
    for (const line of logs) if (line.includes('"outcomes"')) this.#addLine(line);
  }

  /** By item: what was said of it first, but for a repetition, which says nothing of what it repeats. */
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
        const known = this.#outcomes.get(id);
        if (known === undefined || known === 'redelivered') this.#outcomes.set(id, outcome);
      }
  }
}
