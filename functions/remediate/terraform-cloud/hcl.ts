/** A rule's parameters as a run's variables: every value a literal in which Terraform finds nothing to evaluate. */
import { InputError } from '#kernel/errors.ts';
import type { Launch } from '#kernel/target.ts';

const short: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Marks that begin a template (`${`, `%{`), what does not print, and what reorders text. */
const unsafe = /[$%\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const numbered = (character: string): string => {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
};

/**
 * A string as a quoted HCL literal: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions [D].
 * `$` and `%` are written by number, so no template sequence can appear, whatever stands around them: `${x}` → `"\u0024{x}"`.
 */
const hclString = (value: string): string =>
  `"${[...value].map((character) => short[character] ?? (unsafe.test(character) ? numbered(character) : character)).join('')}"`;

/** One variable of a run, as the API takes it: the value in HCL. */
export interface RunVariable {
  readonly key: string;
  readonly value: string;
}

/** InputError for a name that is no variable's, or a value that is no Unicode text. */
export const runVariables = (parameters: Launch['parameters']): readonly RunVariable[] =>
  Object.entries(parameters).map(([key, value]) => {
    if (!/^[a-z_][a-z0-9_]{0,127}$/.test(key))
      throw new InputError('A parameter has no name of a Terraform variable.', { reason: 'variable_name' });
    if (!value.isWellFormed()) throw new InputError(`Parameter ${key} is no Unicode text.`, { reason: 'value' });
    return { key, value: hclString(value) };
  });
