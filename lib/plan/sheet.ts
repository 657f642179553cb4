/** The working of a plan: every quantity with its formula in words and in numbers, for `--explain`. */

export interface Note {
  readonly name: string;
  readonly formula: string;
  readonly numbers: string;
  readonly value: number;
}

export class Sheet {
  readonly #notes: Note[] = [];

  /** Remembers how a value came about, and gives it back. */
  note(name: string, formula: string, numbers: string, value: number): number {
    this.#notes.push({ name, formula, numbers, value });
    return value;
  }

  get notes(): readonly Note[] {
    return this.#notes;
  }
}
