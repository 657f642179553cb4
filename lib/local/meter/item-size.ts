/**
 * How large DynamoDB takes an item to be [D: Developer Guide, "DynamoDB Item sizes and formats"]. Numbers are approximate there, too: about a byte for two
 * significant digits, one more, and one for a minus.
 */

type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

const textBytes = (text: string): number => Buffer.byteLength(text);

/** Bytes that a base64 text stands for. */
export const base64Bytes = (text: string): number => {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length * 3) / 4 - padding;
};

const numberBytes = (text: string): number => {
  const [mantissa = ''] = text.toLowerCase().split('e');
  const digits = mantissa.replace(/[-+.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  return 1 + Math.ceil(digits.length / 2) + (text.startsWith('-') ? 1 : 0);
};

/** A list or a map takes three bytes, and one for each element. */
const containerBytes = 3;

const sizes: Readonly<Record<string, (value: never) => number>> = {
  /* biome-ignore-start lint/style/useNamingConvention: DynamoDB's names of types. */
  S: (text: string) => textBytes(text),
  N: (text: string) => numberBytes(text),
  B: (text: string) => base64Bytes(text),
  BOOL: () => 1,
  NULL: () => 1,
  SS: (texts: readonly string[]) => texts.reduce((sum, text) => sum + textBytes(text), 0),
  NS: (texts: readonly string[]) => texts.reduce((sum, text) => sum + numberBytes(text), 0),
  BS: (texts: readonly string[]) => texts.reduce((sum, text) => sum + base64Bytes(text), 0),
  L: (values: readonly AttributeValue[]) => values.reduce((sum, value) => sum + 1 + valueBytes(value), containerBytes),
  M: (item: Item) => Object.keys(item).length + containerBytes + itemBytes(item),
  /* biome-ignore-end lint/style/useNamingConvention: DynamoDB's names of types. */
};

function valueBytes(attribute: AttributeValue): number {
  const [type = '', value] = Object.entries(attribute)[0] ?? [];
  return sizes[type]?.(value as never) ?? 0;
}

/** Names and values. */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + textBytes(name) + valueBytes(value), 0);
}
