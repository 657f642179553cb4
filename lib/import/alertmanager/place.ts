/** A value of somebody's configuration with its place in it, and the list of what could not be carried over. */
import { InputError } from '#kernel/errors.ts';

/** Something that the policy cannot hold, or that needs a hand. */
export interface Note {
  /** As in `receivers[0].slack_configs[1].title`. */
  readonly place: string;
  readonly text: string;
}

/** One value, read as what it must be; InputError with its place when it is something else. */
export class Place {
  readonly path: string;
  readonly value: unknown;
  readonly #notes: Note[];

  constructor(path: string, value: unknown, notes: Note[]) {
    this.path = path;
    this.value = value;
    this.#notes = notes;
  }

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** Notes that this is left behind. */
  note(text: string): void {
    this.#notes.push({ place: this.path || '(top)', text });
  }

  fail(what: string): never {
    throw new InputError(`${this.path || '(top)'} ${what}.`, { reason: 'alertmanager_config' });
  }

  at(key: string): Place {
    const { value } = this;
    if (this.isAbsent) return new Place(this.#below(key), undefined, this.#notes);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.fail('must be a mapping');
    const found = Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
    return new Place(this.#below(key), found, this.#notes);
  }

  /** The items of a list; none when it is absent. */
  items(): readonly Place[] {
    if (this.isAbsent) return [];
    if (!Array.isArray(this.value)) return this.fail('must be a list');
    return this.value.map((item, index) => new Place(`${this.path}[${index}]`, item, this.#notes));
  }

  /** The entries of a mapping; none when it is absent. */
  entries(): readonly (readonly [string, Place])[] {
    if (this.isAbsent) return [];
    if (typeof this.value !== 'object' || Array.isArray(this.value)) return this.fail('must be a mapping');
    return Object.keys(this.value as object).map((key) => [key, this.at(key)] as const);
  }

  /** YAML reads some texts as numbers; a configuration means them as texts. */
  text(): string | undefined {
    if (this.isAbsent) return undefined;
    if (typeof this.value === 'object') return this.fail('must be a text');
    return String(this.value);
  }

  needed(): string {
    const text = this.text();
    return text === undefined || text === '' ? this.fail('is missing') : text;
  }

  flag(otherwise: boolean): boolean {
    if (this.isAbsent) return otherwise;
    if (typeof this.value === 'boolean') return this.value;
    // Alertmanager reads YAML 1.1.
    const word = String(this.value).toLowerCase();
    if (['yes', 'y', 'on'].includes(word)) return true;
    return ['no', 'n', 'off'].includes(word) ? false : this.fail('must be true or false');
  }

  count(): number {
    if (this.isAbsent) return 0;
    const { value } = this;
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : this.fail('must be a whole number');
  }

  /** Notes every key that is none of these. */
  leaveAllBut(carried: readonly string[], why = 'is not carried over'): void {
    for (const [key, place] of this.entries()) if (!carried.includes(key)) place.note(why);
  }

  #below(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}
