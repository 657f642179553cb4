/** HTML in which nothing is markup that was not written as markup: every value is escaped. */

/** Text that is HTML already. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Markup[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Control characters, and those that turn the direction of text, become spaces: telemetry must not disguise itself. */
export const visible = (text: string): string => text.replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').toWellFormed();

/** For text and for values of quoted attributes. */
const escaped = (text: string): string => visible(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');

const markupOf = (value: Value): string => {
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map((each) => each.markup).join('');
};

/** Escapes what is put into it; attributes must be quoted. */
export const html = (texts: TemplateStringsArray, ...values: readonly Value[]): Markup => ({
  markup: texts.map((text, index) => text + (index < values.length ? markupOf(values[index] ?? '') : '')).join(''),
});

/** Nothing. */
export const empty: Markup = { markup: '' };

/** JSON for a script element: no text in it can end the element or begin a comment. */
export const jsonScript = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' ? visible(each) : each)).replaceAll('<', '\\u003c');
