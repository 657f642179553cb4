/** Looks names up for a connection about to be made, and gives no address that may not be called: what was checked is what is connected to. */
import { type LookupAddress, type LookupOptions, lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { UpstreamError } from '#kernel/errors.ts';
import { addressClass } from './address-class.ts';

type Found = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/** Resolves a name to all its addresses; Node's own unless a test has another. */
export type Resolve = (hostname: string, options: LookupOptions & { readonly all: true }, found: Found) => void;

/** Whether policy lets a host be reached at an address: public ones, and private ones for hosts it names as private. */
const mayReach = (address: string, isPrivate: boolean): boolean => {
  const kind = addressClass(address);
  return kind === 'public' || (kind === 'private' && isPrivate);
};

/** Nothing was sent; tells neither the name nor the address. Asking again does not help until somebody changes a record or the policy. */
const refused = (): UpstreamError =>
  new UpstreamError('The host’s address is not one that may be called.', { reason: 'address_refused', retryable: false });

/** Throws UpstreamError for a host written as an address that may not be called: connections to those look nothing up. */
export const checkLiteral = (hostname: string, isPrivate: boolean): void => {
  const address = hostname.replace(/^\[|\]$/g, '');
  const isLiteral = hostname.startsWith('[') || /^[0-9.]+$/.test(address);
  if (isLiteral && !mayReach(address, isPrivate)) throw refused();
};

/** A connection's `lookup`: one address that may not be called, and none is. */
export const guardedLookup =
  (isPrivate: boolean, resolveAll: Resolve = resolve): LookupFunction =>
  (hostname, options, callback) => {
    resolveAll(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null) callback(error, []);
      else if (first === undefined || !addresses.every(({ address }) => mayReach(address, isPrivate))) callback(refused(), []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
