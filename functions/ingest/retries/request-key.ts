/** What a request is known again by where its items have no ids: everything of it that decides what is stored, byte by byte. */
import { createHash } from 'node:crypto';
import type { ReceiverRequest } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';

const isRead = (header: string): boolean =>
  header === 'content-type' || header === 'content-encoding' || header.startsWith('ce-') || header.startsWith('x-amz-firehose-');

const sorted = (fields: Readonly<Record<string, string | undefined>>): readonly (readonly [string, string])[] =>
  Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** Gzip's header says when something was compressed, and clients that compress anew at each attempt (Python's) fill it in. */
const withoutTime = (body: Uint8Array): readonly Uint8Array[] =>
  body[0] === 0x1f && body[1] === 0x8b ? [body.subarray(0, 4), body.subarray(8)] : [body];

/** SHA-256 in hex, of the body as it was sent: inflated it has five to ten times the bytes, and the hash would cost a tenth of all that ingest does. */
export const requestKey = (agent: string, { path, query, headers, body }: ReceiverRequest): string => {
  const hash = createHash('sha256').update(JSON.stringify([agent, path, sorted(query), sorted(headers).filter(([name]) => isRead(name))]));
  for (const part of withoutTime(body)) hash.update(part);
  return hash.digest('hex');
};

const second = 1_000_000_000n;

/**
 * Whether a signal says enough that equal bytes can only be the same request again. One without a time may happen twice: two StatsD packets
 * `orders:1|c` are two orders. So may a log line or a counted difference whose time is told in whole seconds. A sample of a series, a span
 * and an event with a time are the same whenever they are equal.
 */
export const isTelling = (signal: Signal): boolean => {
  if (signal.timeUnixNano === 0n) return false;
  const adds = signal.kind === 'log' || (signal.kind === 'metric' && 'temporality' in signal.data && signal.data.temporality === 'delta');
  return !adds || signal.timeUnixNano % second !== 0n;
};
