/**
 * Agent tokens: `swa_<id>_<secret><checksum>`, all of it ASCII letters and digits, so that a token fits into a header, a password and a
 * Sentry DSN. The id (64 bits) is public and finds the record; the secret has 256 bits; the checksum (CRC-32) tells a typing error, or a
 * string that only looks like a token, from a token without asking anybody: secret scanners rely on it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { AgentLimits } from './agent-limits.ts';

/** What is kept of a token. Times in milliseconds since the epoch. */
export interface AgentToken {
  readonly id: string;
  /** SHA-256 of the whole token, in hex. 256 random bits cannot be guessed, so that a slow hash would only slow down requests. */
  readonly hash: string;
  /** Who bears it. */
  readonly agent: string;
  /** Paths it is for: whole segments from the left, or `*` for all. */
  readonly scopes: readonly string[];
  readonly createdAt: number;
  /** Never, when undefined. */
  readonly expiresAt?: number;
  readonly revokedAt?: number;
  readonly version: number;
  /** Its bearer's own; those of the environment count where it says nothing. */
  readonly limits?: AgentLimits;
}

/** Bytes of chance in an id and in a secret. */
export const agentTokenBytes = { id: 8, secret: 32 } as const;

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Base-62 digits that hold 8, 32 and 4 bytes. */
const widths = { id: 11, secret: 43, checksum: 6 } as const;
const shape = /^swa_([0-9A-Za-z]{11})_[0-9A-Za-z]{49}$/;
const length = 'swa_'.length + widths.id + '_'.length + widths.secret + widths.checksum;

const base62 = (value: bigint, width: number): string => {
  let text = '';
  for (let rest = value; text.length < width; rest /= 62n) text = digits[Number(rest % 62n)] + text;
  return text;
};

const number = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
const checksum = (text: string): string => base62(BigInt(crc32(text)), widths.checksum);
const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

/** A new token out of chance (`agentTokenBytes`), its id, and the hash that is kept of it. */
export const makeAgentToken = (
  idBytes: Uint8Array,
  secretBytes: Uint8Array,
): { readonly token: string; readonly id: string; readonly hash: string } => {
  const id = base62(number(idBytes), widths.id);
  const unchecked = `swa_${id}_${base62(number(secretBytes), widths.secret)}`;
  const token = unchecked + checksum(unchecked);
  return { token, id, hash: digest(token).toString('hex') };
};

/** The id in a well-formed token; undefined for any other text. */
export const agentTokenId = (text: string): string | undefined => {
  // The length is looked at first: what comes may be long.
  const id = text.length === length ? shape.exec(text)?.[1] : undefined;
  const end = length - widths.checksum;
  return id !== undefined && checksum(text.slice(0, end)) === text.slice(end) ? id : undefined;
};

/** Whether this is the token of a record; takes the same time wherever they differ. */
export const isTokenOf = (token: string, { hash }: Pick<AgentToken, 'hash'>): boolean => {
  const kept = Buffer.from(hash, 'hex');
  const given = digest(token);
  return kept.length === given.length && timingSafeEqual(kept, given);
};

/** Whether one of the scopes covers a path: `/v1` covers `/v1` and `/v1/logs`, not `/v10`. */
export const coversPath = (scopes: readonly string[], path: string): boolean =>
  scopes.some((scope) => scope === '*' || path === scope || path.startsWith(scope.endsWith('/') ? scope : `${scope}/`));
