/** OTLP/HTTP: logs, metrics and traces, protobuf and JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp). */
import { AppError, InputError } from '#kernel/errors.ts';
import { statusOf } from '#kernel/reading/answers.ts';
import { createTally, malformed, type Tally } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { type Encoding, encodingOf, exportAnswer, statusAnswer } from './answers.ts';
import { readJsonLogs } from './json-logs.ts';
import { readJsonMetrics } from './json-metrics.ts';
import { readJsonTraces } from './json-traces.ts';
import { readProtobufLogs } from './protobuf-logs.ts';
import { readProtobufMetrics } from './protobuf-metrics.ts';
import { readProtobufTraces } from './protobuf-traces.ts';

type Read = (body: Uint8Array, tally: Tally) => Signal[];

const readers: Readonly<Record<string, Readonly<Record<Encoding, Read>>>> = {
  '/v1/logs': { protobuf: readProtobufLogs, json: readJsonLogs },
  '/v1/metrics': { protobuf: readProtobufMetrics, json: readJsonMetrics },
  '/v1/traces': { protobuf: readProtobufTraces, json: readJsonTraces },
};

const decode = (request: ReceiverRequest): Decoded => {
  const encoding = encodingOf(request.headers['content-type']);
  if (encoding === undefined) {
    throw new InputError('OTLP/HTTP is application/x-protobuf or application/json.', { reason: 'unsupported_media_type' });
  }
  const read = readers[request.path]?.[encoding];
  if (read === undefined) throw new InputError('OTLP/HTTP has no such path.', { reason: 'not_found' });
  const tally = createTally();
  try {
    const signals = read(request.body, tally);
    return { signals, rejected: tally.rejections() };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    // A read past the end of the body is the one thing the reader leaves to the engine.
    throw malformed('The body cannot be read; it may be cut off or damaged.', cause);
  }
};

export const otlp = {
  id: 'otlp',
  routes: ['POST /v1/logs', 'POST /v1/metrics', 'POST /v1/traces'],
  decode,
  accepted: (request, decoded) => exportAnswer(encodingOf(request.headers['content-type']) ?? 'json', request.path, decoded.rejected),
  refused: (request, error, retryAfter) =>
    statusAnswer(encodingOf(request.headers['content-type']) ?? 'json', statusOf(error, retryAfter), error.message, retryAfter),
} as const satisfies Receiver;
