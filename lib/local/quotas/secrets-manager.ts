/** What Secrets Manager refuses when a secret is created. */
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import { checkLength, checkPattern, checkRange } from './constraint.ts';

/** A secret's value [D: quotas page, 65,536 bytes]; the sentence has no value in it [U]. */
const maxValueBytes = 65_536;
/** Its name and description [D: API reference, CreateSecret]. */
const nameCharacters = { least: 1, most: 512 };
const nameOfSecret = /^[a-zA-Z0-9/_+=.@-]+$/;
const descriptionCharacters = { most: 2_048 };
/** A generated password [D: API reference, GetRandomPassword]. */
const passwordCharacters = { least: 1, most: 4_096 };

/** TemplateError for the first thing wrong. */
export const checkSecret = (properties: Properties, { name, value }: { readonly name: string; readonly value: string }): void => {
  const { where } = properties;
  checkLength(where, 'name', name, nameCharacters);
  checkPattern(where, 'name', name, nameOfSecret);
  checkLength(where, 'description', properties.optionalText('Description'), descriptionCharacters);
  checkRange(where, 'passwordLength', properties.group('GenerateSecretString').optionalNumber('PasswordLength'), passwordCharacters);
  if (Buffer.byteLength(value) > maxValueBytes)
    throw new TemplateError(
      where,
      `1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to ${maxValueBytes}`,
    );
};
