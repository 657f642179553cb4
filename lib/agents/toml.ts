/** Writes TOML as far as Telegraf's configuration goes: tables, arrays of tables and values, every string escaped. */

/** A number that is written with a point: Telegraf takes no integer where it wants a float [T]. */
interface Float {
  readonly float: number;
}

export type TomlValue = string | number | boolean | Float | readonly TomlValue[];

export interface TomlTable {
  /** `agent`, or of an array `inputs.snmp`. */
  readonly name: string;
  /** `[[name]]` in place of `[name]`. */
  readonly repeated: boolean;
  readonly values: Readonly<Record<string, TomlValue>>;
  /** Written below the values: tables of TOML end with the next. */
  readonly tables?: readonly TomlTable[];
  readonly comment?: string;
}

/** A basic string. */
const quoted = (text: string): string => {
  const escaped = [...text].map((character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    const point = character.codePointAt(0) ?? 0;
    return point < 0x20 || point === 0x7f ? `\\u${point.toString(16).padStart(4, '0')}` : character;
  });
  return `"${escaped.join('')}"`;
};

const bareKey = /^[-_A-Za-z0-9]+$/;

const isList = (value: TomlValue): value is readonly TomlValue[] => Array.isArray(value);

const valueText = (value: TomlValue): string => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'object' && 'float' in value) return Number.isInteger(value.float) ? `${value.float}.0` : String(value.float);
  return isList(value) ? `[${value.map(valueText).join(', ')}]` : String(value);
};

const tableText = ({ name, repeated, values, tables = [], comment }: TomlTable, depth: number): string => {
  const indent = '  '.repeat(depth);
  return [
    ...(comment === undefined ? [] : comment.split('\n').map((line) => `${indent}# ${line}`)),
    `${indent}${repeated ? `[[${name}]]` : `[${name}]`}`,
    ...Object.entries(values).map(([key, value]) => `${indent}  ${bareKey.test(key) ? key : quoted(key)} = ${valueText(value)}`),
    ...tables.map((table) => tableText(table, depth + 1)),
  ].join('\n');
};

/** The text of a configuration. */
export const tomlText = (tables: readonly TomlTable[]): string => `${tables.map((table) => tableText(table, 0)).join('\n\n')}\n`;
