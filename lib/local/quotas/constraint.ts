/** What AWS's services say of a value outside what its shape allows, when a template is deployed. */
import { TemplateError } from '../template/template-error.ts';

interface Range {
  readonly least?: number;
  readonly most?: number;
}

const sentence = (value: unknown, member: string, rule: string): string =>
  `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: Member must ${rule}`;

/** TemplateError for a number outside its range; nothing for none. */
export const checkRange = (where: string, member: string, value: number | undefined, { least, most }: Range): void => {
  if (value === undefined) return;
  if (least !== undefined && value < least)
    throw new TemplateError(where, sentence(value, member, `have value greater than or equal to ${least}`));
  if (most !== undefined && value > most)
    throw new TemplateError(where, sentence(value, member, `have value less than or equal to ${most}`));
};

/** TemplateError for text that is too short or too long, in characters; nothing for none. */
export const checkLength = (where: string, member: string, value: string | undefined, { least, most }: Range): void => {
  if (value === undefined) return;
  if (least !== undefined && value.length < least)
    throw new TemplateError(where, sentence(value, member, `have length greater than or equal to ${least}`));
  if (most !== undefined && value.length > most)
    throw new TemplateError(where, sentence(value, member, `have length less than or equal to ${most}`));
};

/** TemplateError for text that is not wholly of a pattern; `shown` is the pattern as AWS prints it. */
export const checkPattern = (where: string, member: string, value: string | undefined, pattern: RegExp, shown = pattern.source): void => {
  if (value !== undefined && !pattern.test(value))
    throw new TemplateError(where, sentence(value, member, `satisfy regular expression pattern: ${shown}`));
};
