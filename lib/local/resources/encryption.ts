/** What a template says a resource is encrypted with. */
import type { CloudParts } from '../cloud-parts.ts';
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';

/** Keys that AWS manages let every caller of the account in through their service [D]: KMS Developer Guide, "AWS managed keys". */
const isManaged = (reference: string): boolean => /(^|:)alias\/aws\//.test(reference);

/** The ARN of a key by id, ARN or alias; undefined for none and for one AWS manages. TemplateError when it is of no template. */
export const keyOf = ({ where }: Properties, { access }: CloudParts, reference: string | undefined): string | undefined => {
  if (reference === undefined || isManaged(reference)) return undefined;
  const arn = access.keys.find(reference);
  if (arn === undefined)
    throw new TemplateError(where, `the key ${reference} is in no template, so what its policy allows is not known here`);
  return arn;
};

/** From now on callers need the key, too. */
export const encryptWith = (properties: Properties, parts: CloudParts, resourceArn: string, reference: string | undefined): void => {
  const key = keyOf(properties, parts, reference);
  if (key !== undefined) parts.access.keys.encrypt(resourceArn, key);
};
