/** Stores what of a request was not stored before: claimed before the put, confirmed after it, given back when it fails. */
import { UpstreamError } from '#kernel/errors.ts';
import type { Keyed } from './keys.ts';
import type { Retries } from './retries.ts';

/** Seconds after which whoever sent a copy should ask what became of the first. */
const retryAfter = 1;

/**
 * Puts the signals (by their place; undefined: all of them) that were not put before; the number of those that were. UpstreamError
 * `in_flight` while another request is storing some of them: whether they will be there is not known yet, and neither yes nor no would
 * be true.
 */
export const once = async (
  { keys, keyOf }: Keyed,
  owner: string,
  retries: Retries,
  put: (isNew: ((at: number) => boolean) | undefined) => Promise<void>,
): Promise<number> => {
  const claims = await retries.claim(keys, owner);
  const ours = keys.filter((_, at) => claims[at] === 'new');
  if (claims.includes('in-flight')) {
    await retries.release(ours, owner);
    throw new UpstreamError('The same is being stored at this moment; send it again.', { reason: 'in_flight', retryAfter });
  }
  const taken = new Set<string | undefined>(keys.flatMap(({ key }, at) => (claims[at] === 'taken' ? [key] : [])));
  const isNew = taken.size === 0 ? undefined : (at: number): boolean => !taken.has(keyOf[at]);
  try {
    await put(isNew);
  } catch (error) {
    await retries.release(ours, owner);
    throw error;
  }
  await retries.confirm(ours, owner);
  return isNew === undefined ? 0 : keyOf.filter((_, at) => !isNew(at)).length;
};
