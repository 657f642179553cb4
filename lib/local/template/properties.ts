/** Reads the resolved properties of a resource by type; what is missing or of the wrong kind is one line with its place. */
import { TemplateError } from './template-error.ts';

type Fields = Readonly<Record<string, unknown>>;

export class Properties {
  readonly where: string;
  readonly fields: Fields;

  constructor(where: string, fields: Fields) {
    this.where = where;
    this.fields = fields;
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#missing(name, 'text');
  }

  optionalText(name: string): string | undefined {
    const value = this.fields[name];
    if (value === undefined) return undefined;
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : this.#missing(name, 'text');
  }

  /** CloudFormation takes numbers as text, too. */
  number(name: string, whenAbsent?: number): number {
    const value = this.fields[name] ?? whenAbsent;
    const number = typeof value === 'string' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : this.#missing(name, 'a number');
  }

  optionalNumber(name: string): number | undefined {
    return this.has(name) ? this.number(name) : undefined;
  }

  flag(name: string): boolean {
    return this.fields[name] === true || this.fields[name] === 'true';
  }

  /** A nested group of properties; empty when absent. */
  group(name: string): Properties {
    const value = this.fields[name] ?? {};
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.#missing(name, 'a group of properties');
    return new Properties(`${this.where} ${name}`, value as Fields);
  }

  list(name: string): readonly unknown[] {
    const value = this.fields[name] ?? [];
    return Array.isArray(value) ? value : this.#missing(name, 'a list');
  }

  /** Refuses a property whose effect the local cloud would have to leave out. */
  refuse(...names: readonly string[]): void {
    for (const name of names) if (this.has(name)) throw new TemplateError(this.where, `the property ${name} is not supported`);
  }

  #missing(name: string, kind: string): never {
    const value = this.fields[name];
    throw new TemplateError(
      this.where,
      `the property ${name} is ${value === undefined ? 'missing' : JSON.stringify(value)}, expected ${kind}`,
    );
  }
}
