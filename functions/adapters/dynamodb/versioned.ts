/** Optimistic concurrency: a write carries the next version and loses to whoever wrote first. */
import { ConflictError } from '#kernel/errors.ts';
import { isAbsent, type Key, putItem, type Table } from './items.ts';

/** Writes `body` under its version; ConflictError unless the stored version is one less (absent for 1). */
export const putVersioned = async (
  table: Table,
  key: Key,
  body: { readonly version: number },
  attributes: Readonly<Record<string, unknown>> = {},
): Promise<void> => {
  const item = { ...key, ...attributes, body, version: body.version };
  const written =
    body.version === 1
      ? await putItem(table, item, isAbsent)
      : await putItem(table, item, 'version = :previous', { ':previous': body.version - 1 });
  if (!written) throw new ConflictError('Somebody else wrote first.', { reason: 'version' });
};
