/** What stands for personal data: keyed hashes, so that equal stays equal. */
import { InputError } from '#kernel/errors.ts';
import { digestUnder } from '#kernel/keyed-digest.ts';

export type Pseudonym = (kind: 'email' | 'ip', address: string) => string;

/** Different e-mail and IP addresses a request may hold. Each costs some ten microseconds; a body has room for two million. */
const maxAddresses = 200_000;

/** Addresses a worker remembers twice over, some 200 bytes each: the same customers and pods are in one batch after the other. */
const generation = 4096;

/** What a worker knows under one key: what was asked for lately, and what before that. */
class Known {
  readonly hashKey: string;
  private lately = new Map<string, string>();
  private before = new Map<string, string>();

  constructor(hashKey: string) {
    this.hashKey = hashKey;
  }

  get(address: string): string | undefined {
    const pseudonym = this.lately.get(address);
    if (pseudonym !== undefined) return pseudonym;
    const older = this.before.get(address);
    if (older !== undefined) this.set(address, older);
    return older;
  }

  set(address: string, pseudonym: string): void {
    if (this.lately.size === generation) {
      this.before = this.lately;
      this.lately = new Map();
    }
    this.lately.set(address, pseudonym);
  }
}

let known = new Known('');

/**
 * Pseudonyms for one request: `email:` or `ip:` and 16 hex digits of HMAC-SHA256 under `hashKey`. InputError `too_large` for more
 * different addresses than a request may hold.
 */
export const pseudonyms = (hashKey: string): Pseudonym => {
  if (known.hashKey !== hashKey) known = new Known(hashKey);
  const own = known;
  const digest = digestUnder(hashKey);
  let left = maxAddresses;
  return (kind, address) => {
    const there = own.get(address);
    if (there !== undefined) return there;
    if (left === 0)
      throw new InputError(`A request may hold ${maxAddresses} different addresses at most; send smaller batches.`, {
        reason: 'too_large',
      });
    left -= 1;
    const pseudonym = `${kind}:${digest(address)}`;
    own.set(address, pseudonym);
    return pseudonym;
  };
};
