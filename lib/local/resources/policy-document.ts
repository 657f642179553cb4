/** What IAM would refuse of a policy in a template is one line with its place. */
import { PolicyError } from '../iam/policy.ts';
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';

export const readOrRefuse = (properties: Properties, read: () => void): void => {
  try {
    read();
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new TemplateError(properties.where, error.message);
  }
};
