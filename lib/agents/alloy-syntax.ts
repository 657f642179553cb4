/** Writes Alloy's configuration syntax: blocks, attributes and values, every string escaped. */

/** An expression that is written as it stands: a reference such as `otelcol.auth.sigv4.default.handler`, a call such as `sys.env("HOST_IP")`. */
export interface Expression {
  readonly code: string;
}

export type Value = string | number | boolean | Expression | readonly Value[] | { readonly [key: string]: Value };

export interface Block {
  /** `otelcol.receiver.otlp`, or of an inner block `client`. */
  readonly name: string;
  /** Of a component. */
  readonly label?: string;
  readonly attributes?: Readonly<Record<string, Value>>;
  readonly blocks?: readonly Block[];
  /** Written above the block, a line each. */
  readonly comment?: string;
}

const identifier = /^[A-Za-z_][0-9A-Za-z_]*$/;

export const code = (text: string): Expression => ({ code: text });

const isExpression = (value: object): value is Expression => 'code' in value && typeof value.code === 'string';

/** A string in double quotes. Alloy takes Go's escapes, and everything above ASCII's control characters as it is. */
const quoted = (text: string): string => {
  const escaped = [...text].map((character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    if (character === '\r') return '\\r';
    const point = character.codePointAt(0) ?? 0;
    return point < 0x20 || point === 0x7f ? `\\u${point.toString(16).padStart(4, '0')}` : character;
  });
  return `"${escaped.join('')}"`;
};

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');

const listText = (items: readonly string[], open: string, close: string): string => {
  if (items.length === 0) return `${open}${close}`;
  const line = `${open}${items.join(', ')}${close}`;
  return line.length < 100 && !line.includes('\n') ? line : `${open}\n${items.map((item) => `${indented(item)},`).join('\n')}\n${close}`;
};

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

const valueText = (value: Value): string => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return listText(value.map(valueText), '[', ']');
  if (isExpression(value)) return value.code;
  const entries = Object.entries(value as Readonly<Record<string, Value>>);
  return listText(
    entries.map(([key, inner]) => `${identifier.test(key) ? key : quoted(key)} = ${valueText(inner)}`),
    '{',
    '}',
  );
};

const blockText = ({ name, label, attributes = {}, blocks = [], comment }: Block): string => {
  if (label !== undefined && !identifier.test(label)) throw new Error(`"${label}" is no label of Alloy`);
  const lines = [
    ...Object.entries(attributes).map(([key, value]) => `${key} = ${valueText(value)}`),
    ...blocks.map((block) => blockText(block)),
  ];
  const head = `${name}${label === undefined ? '' : ` ${quoted(label)}`}`;
  const body = lines.length === 0 ? `${head} { }` : `${head} {\n${indented(lines.join('\n'))}\n}`;
  return comment === undefined
    ? body
    : `${comment
        .split('\n')
        .map((line) => `// ${line}`)
        .join('\n')}\n${body}`;
};

/** The text of a configuration. */
export const alloyText = (blocks: readonly Block[]): string => `${blocks.map(blockText).join('\n\n')}\n`;
