/** Prometheus remote write 1.0 and 2.0, and vmagent's zstd form of 1.0 (https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/). */
import { AppError } from '#kernel/errors.ts';
import { createTally, malformed } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import { refusedAnswer, writtenAnswer } from './answers.ts';
import { readWriteRequest } from './read-1.ts';
import { readRequest } from './read-2.ts';
import { requireVersion, versionOf } from './version.ts';

type Head = Omit<ReceiverRequest, 'body'>;

const decode = ({ headers, body }: ReceiverRequest): Decoded => {
  const read = requireVersion(headers['content-type']) === 1 ? readWriteRequest : readRequest;
  const tally = createTally();
  try {
    const { signals, counts } = read(body, tally);
    return { signals, rejected: tally.rejections(), counts: { ...counts } };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    // A read past the end of the body is the one thing the reader leaves to the engine.
    throw malformed('The body cannot be read; it may be cut off or damaged.', cause);
  }
};

/** vmagent takes 400 to a zstd body for "no zstd here": it would send what was written again, in snappy. */
const isVmagent = ({ headers }: Head): boolean => headers['content-encoding']?.trim().toLowerCase() === 'zstd';

const version = ({ headers }: Head) => versionOf(headers['content-type']) ?? 1;

export const prometheusRemoteWrite = {
  id: 'prometheus-remote-write',
  routes: ['POST /api/v1/write'],
  // The specs demand the header; Prometheus' own receiver reads a body without it as snappy, and so old senders do without.
  defaultEncoding: 'snappy',
  decode,
  accepted: (request, decoded) => writtenAnswer(version(request), decoded, isVmagent(request)),
  refused: (request, error, retryAfter) => refusedAnswer(version(request), error, retryAfter),
} as const satisfies Receiver;
