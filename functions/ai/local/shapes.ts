/** What a message is by its form: a line of a dump, a name with its value, a heading. */
import type { Token } from './tokens.ts';

/** `enable....... <num>`: dots that lead to a value. */
const hasLeader = (tokens: readonly Token[]): boolean => tokens.at(-1)?.isWord === false && (tokens.at(-1)?.gap ?? '').includes('...');

/** `lr:<hex>`, or the value alone; what the mask leaves of a value without `0x` is digits and letters from a to f. */
const namedValue = /^[a-z][a-z\d]{0,7}(?:<num>)?[:=](?:<hex>|<num>|[\da-fx])+,?$/i;
const bareValue = /^(?:<hex>|[\da-f]{8,16})$/i;
const looksHexadecimal = /[:=].*(?:<hex>|[a-fx])/i;
/** Fields of a line looked at, and characters of each. */
const maxFields = 40;
const maxField = 60;

/** `lr:<hex> cr:<hex>`: registers and no word more. */
const areRegisters = (template: string): boolean => {
  const fields = template.trim().split(' ', maxFields);
  return (
    fields.length >= 2 &&
    fields.every((field) => field.length <= maxField && (namedValue.test(field) || bareValue.test(field))) &&
    fields.some((field) => looksHexadecimal.test(field.replaceAll('<num>', '')))
  );
};

/** A line of a dump: `enable....... <num>`, `lr: <hex> cr: <hex>`, and never `segfault at <hex> ip <hex>`: each value has a name and no more is said. */
export const isDump = (tokens: readonly Token[], template: string): boolean => {
  const words = tokens.filter((token) => token.isWord).length;
  const hex = tokens.filter((token) => token.text === '<hex>').length;
  return hasLeader(tokens) || areRegisters(template) || (hex >= 2 && words <= hex);
};

/** `return address: <hex>` and no more. */
const namesAnAddress = (tokens: readonly Token[]): boolean => {
  const last = tokens.at(-1);
  return last?.text === '<hex>' && /[:=]/.test(last.gap) && tokens.length <= 5 && tokens.slice(0, -1).every((token) => token.isWord);
};

/** Pieces of evidence, each with words for a person. */
export const shapesOf = (tokens: readonly Token[], template: string): readonly (readonly [string, string])[] => {
  const words = tokens.filter((token) => token.isWord).length;
  const last = tokens.at(-1);
  const assigns =
    last !== undefined && /[:=]/.test(last.gap) && words <= 6 && tokens.filter((token) => /[:=]/.test(token.gap)).length === 1;
  return [
    ...(namesAnAddress(tokens) ? [['x address', 'a name and an address'] as const] : []),
    ...(isDump(tokens, template) ? [['x dump', 'the form of a dump'] as const] : []),
    ...(tokens.filter((token) => /^[:=]/.test(token.gap) && !token.isWord).length >= 3 ? [['x pairs', 'names and values'] as const] : []),
    ...(words <= 2 ? [['x short', 'few words'] as const] : []),
    ...(assigns ? [[last.isWord ? 'x names a word' : 'x names a value', 'a name and its value'] as const] : []),
    ...(template.trimEnd().endsWith(':') ? [['x heading', 'a heading'] as const] : []),
  ];
};
