/** A role handed to a function or a workflow must be of the template, and must trust the service that will assume it. */
import type { CloudParts } from '../cloud-parts.ts';
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';

interface Passed {
  /** Name. */
  readonly role: string;
  readonly service: string;
  /** The function or machine that will work under it. */
  readonly sourceArn: string;
}

/** Whoever deploys may pass any role: templates are deployed by the account's administrator. */
export const checkRole = ({ where }: Properties, { access }: CloudParts, { role, service, sourceArn }: Passed): void => {
  if (!access.hasRole(role)) throw new TemplateError(where, `the role ${role} is in no template, so what it allows is not known here`);
  if (!access.canAssume(role, { service, sourceArn })) throw new TemplateError(where, `the role ${role} cannot be assumed by ${service}`);
};
