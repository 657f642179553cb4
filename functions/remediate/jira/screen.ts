/** Holds an issue to the screen that would create it, before it is created: Jira refuses a field that is not on it, and one that is missing. */
import { InputError, NotFoundError, UpstreamError } from '#kernel/errors.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { RestClient } from '#kernel/rest-client.ts';
import { issueTypeOf } from './issue.ts';
import { screenSchema } from './wire.ts';

const pageFields = 50;
const mostPages = 10;

type Field = ReturnType<typeof screenSchema.parse>['fields'][number];

const fieldsOf = async (rest: RestClient, template: string): Promise<readonly Field[]> => {
  const { project, type } = issueTypeOf(template);
  const found: Field[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const path = `rest/api/3/issue/createmeta/${project}/issuetypes/${type}?startAt=${found.length}&maxResults=${pageFields}`;
    const { fields, total } = await rest.read({ method: 'GET', path }, screenSchema);
    found.push(...fields);
    if (fields.length === 0 || found.length >= (total ?? 0)) break;
  }
  return found;
};

/** InputError when the project, the type or a field is not there for us, or a required field has no value. */
export const checkScreen = async (rest: RestClient, template: string, values: Readonly<Record<string, unknown>>): Promise<void> => {
  const fields = await fieldsOf(rest, template).catch((error: unknown) => {
    const isRefusal = error instanceof NotFoundError || (error instanceof UpstreamError && error.status === 400);
    if (isRefusal) throw new InputError('Jira lets us create no such issue: is it there, and may we?', { reason: 'template' });
    throw error;
  });
  const known = new Set(fields.map(({ fieldId }) => fieldId));
  // The project and the type are in the address, and not on every screen.
  const unknown = Object.keys(values).filter((name) => !known.has(name) && name !== 'project' && name !== 'issuetype');
  if (unknown.length > 0) throw new InputError(`The screen of this issue type lacks ${unknown.join(', ')}.`, { reason: 'field' });
  const missing = fields.filter(
    ({ fieldId, required, hasDefaultValue }) => required && !hasDefaultValue && !Object.hasOwn(values, fieldId),
  );
  const names = missing.map(({ fieldId, name }) => `${readableText(name, 40)} (${readableText(fieldId, 40)})`).slice(0, 5);
  if (names.length > 0) throw new InputError(`Jira requires a value for ${names.join(', ')}.`, { reason: 'required' });
};
