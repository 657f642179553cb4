/**
 * Our own frames: what is damaged is refused, with the reason its first two bytes leave; or it reads as signals that, written and
 * read once more, are the same.
 */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { InputError } from '#kernel/errors.ts';
import type { Frame } from '#kernel/frame.ts';
import { decodeFrame, encodeFrame } from '#kernel/frame-codec.ts';
import { Incomparable } from '#test/support/protobuf-reader.ts';
import { signal } from '#test/unit/kernel/signal-arbitraries.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';
import { eitherOf, type Mutate } from './random.ts';
import type { FuzzTarget } from './target.ts';

/** Of many the shortest: damage should hit what a frame is made of, not the middle of a long text. */
const sampled = (): readonly Buffer[] =>
  fc
    .sample(fc.array(signal, { minLength: 1, maxLength: 3 }), { seed: 1, numRuns: 300 })
    .map((signals, index) => Buffer.from(encodeFrame({ id: `f${index}`, partition: 'p', receivedAt: 1_764_000_000_123, signals }).data))
    .toSorted((one, other) => one.length - other.length)
    .slice(0, 80);

let inputs: readonly Buffer[] | undefined;

const head = (bytes: Buffer): Buffer => bytes.subarray(0, 2);

const mutateDocument: Mutate = (bytes, below, other) => {
  const json = mutateJson(zstdDecompressSync(bytes.subarray(2)), below, zstdDecompressSync(other.subarray(2)));
  return below(2) === 0 ? Buffer.concat([head(bytes), zstdCompressSync(json)]) : Buffer.concat([Buffer.of(bytes[0] as number, 0), json]);
};

const mutateHead: Mutate = (bytes, below) =>
  Buffer.concat([Buffer.from(below(2) === 0 ? [below(256), 1] : [1, below(256)]), bytes.subarray(2)]);

type Outcome = { readonly frame: Frame } | { readonly reason: string };

const outcomeOf = (bytes: Uint8Array): Outcome => {
  try {
    return { frame: decodeFrame(bytes) };
  } catch (error) {
    if (error instanceof InputError) return { reason: error.reason };
    throw error;
  }
};

/** The reason that the first two bytes leave: a version or compression nobody knows goes to quarantine under its own name. */
const headReason = ([version, compression]: Buffer): string | undefined => {
  if (version === undefined || compression === undefined) return 'malformed';
  if (version !== 1) return 'unknown_version';
  return compression > 1 ? 'unknown_compression' : undefined;
};

/** As JSON holds it: a document of somebody else's may hold `-0` and `1e400`, which ours never do. */
const asText = (value: unknown): string => JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item));

/** A time of more digits than a frame takes, added up from two that it does; a receipt at no time at all. */
const neverWritten = (frame: Frame): boolean => /\d{41}n/.test(asText(frame)) || !Number.isFinite(frame.receivedAt);

const again = (frame: Frame): Frame => {
  if (neverWritten(frame)) throw new Incomparable();
  return decodeFrame(encodeFrame(frame).data);
};

export const frameTarget: FuzzTarget = {
  name: 'frame',
  // Drawn when they are first asked for: it takes a second that other targets need not wait for.
  get inputs() {
    inputs ??= sampled();
    return inputs;
  },
  mutate: eitherOf(mutateDocument, mutateDocument, mutateDocument, mutateDocument, mutateDocument, mutateBytes, mutateHead),
  read: (body) => ({ frame: decodeFrame(body) }),
  expect: (body) => {
    const outcome = outcomeOf(body);
    const reason = headReason(body);
    if ('reason' in outcome) {
      if (reason !== undefined && outcome.reason !== reason) return { wrong: outcome.reason };
      throw new Error('refused');
    }
    return reason === undefined ? { frame: again(outcome.frame) } : { wrong: reason };
  },
  agree: (actual, expected) => asText(actual) === asText(expected),
  exact: true,
};
