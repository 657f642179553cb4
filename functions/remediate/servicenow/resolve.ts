/** Finds the records a launch refers to, by name or sys_id, and takes only what is exactly what was asked for. */
import { InputError, NotFoundError } from '#kernel/errors.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { RestClient } from '#kernel/rest-client.ts';
import { equals, sysIdPattern, tablePath } from './query.ts';
import { type ReferenceField, references } from './record.ts';
import { namedSchema, oneNamedSchema } from './wire.ts';

interface Found {
  readonly sysId: string;
  /** Readable. */
  readonly name: string;
}

const noSuch = (field: string): InputError => new InputError(`ServiceNow has no such ${field}.`, { reason: 'reference' });

const bySysId = async (rest: RestClient, field: ReferenceField, sysId: string): Promise<Found> => {
  const { table, by } = references[field];
  try {
    const call = { method: 'GET', path: `api/now/table/${table}/${sysId}?sysparm_fields=sys_id,${by}` } as const;
    const { result } = await rest.read(call, oneNamedSchema);
    if (result['sys_id'] !== sysId) throw noSuch(field);
    return { sysId, name: readableText(result[by] ?? sysId, 100) };
  } catch (error) {
    if (error instanceof NotFoundError) throw noSuch(field);
    throw error;
  }
};

/** A query ServiceNow does not understand finds every record [D: glide.invalid_query.returns_no_rows], so what was found is compared. */
const byName = async (rest: RestClient, field: ReferenceField, name: string): Promise<Found> => {
  const { table, by } = references[field];
  const path = tablePath(table, equals(by, name), { fields: `sys_id,${by}`, limit: 10, offset: 0 });
  const { result } = await rest.read({ method: 'GET', path }, namedSchema);
  const same = result.filter((row) => row[by]?.toLowerCase() === name.toLowerCase());
  if (same.length > 1) throw new InputError(`ServiceNow has more than one such ${field}; give its sys_id.`, { reason: 'ambiguous' });
  const sysId = same[0]?.['sys_id'] ?? '';
  if (!sysIdPattern.test(sysId)) throw noSuch(field);
  return { sysId, name: readableText(name, 100) };
};

const isReference = (field: string): field is ReferenceField => Object.hasOwn(references, field);

/** The record with sys_ids where it named others, and those names. InputError for what is not there, or there more than once. */
export const resolved = async (
  rest: RestClient,
  record: Readonly<Record<string, string>>,
): Promise<{ readonly record: Readonly<Record<string, string>>; readonly names: ReadonlyMap<string, string> }> => {
  const sysIds: Record<string, string> = {};
  const names = new Map<string, string>();
  for (const [field, value] of Object.entries(record)) {
    if (!isReference(field)) continue;
    const found = await (sysIdPattern.test(value) ? bySysId : byName)(rest, field, value);
    sysIds[field] = found.sysId;
    names.set(field, found.name);
  }
  return { record: { ...record, ...sysIds }, names };
};
