/** ServiceNow's encoded queries (`field=value^ORother=value`), built so that no value can change what is asked. */
import { InputError } from '#kernel/errors.ts';

/**
 * What may stand as a value. `^` joins conditions, and `javascript:` has the server run what follows [D: Operators available for
 * filters and queries]; both are refused, wherever they stand, as is whatever no name of a CI, a group or a person needs.
 */
const plainValue = /^(?!.*javascript\s*:)[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N} _.:/@#+()-]{0,98}[\p{L}\p{M}\p{N}_.)])?$/iu;

/** `field=value`. InputError for a value that could be more than a value. */
export const equals = (field: string, value: string): string => {
  if (!plainValue.test(value)) throw new InputError(`The value for ${field} may not stand in a query.`, { reason: 'query' });
  return `${field}=${value}`;
};

/** Of a record. */
export const sysIdPattern = /^[0-9a-f]{32}$/;

/** Our keys: letters, digits and dashes, made by us. */
const keyPattern = /^[A-Za-z0-9-]{1,64}$/;

/** The records a key was left in, oldest first: `correlation_id` when it made them, `correlation_display` when it took them back. */
export const byKey = (key: string): string => {
  if (!keyPattern.test(key)) throw new InputError('An idempotency key is letters, digits and dashes.', { reason: 'key' });
  return `correlation_id=${key}^ORcorrelation_display=${key}^ORDERBYsys_created_on`;
};

/** A page of a table. */
export const tablePath = (
  table: string,
  query: string,
  page: { readonly fields: string; readonly limit: number; readonly offset: number },
) =>
  `api/now/table/${table}?${new URLSearchParams({
    sysparm_query: query,
    sysparm_fields: page.fields,
    sysparm_limit: String(page.limit),
    sysparm_offset: String(page.offset),
    sysparm_exclude_reference_link: 'true',
  })}`;
