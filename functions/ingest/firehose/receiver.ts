/** Amazon Data Firehose with an HTTP endpoint as its destination. */
import { jsonAnswer, statusOf } from '#kernel/reading/answers.ts';
import { createTally, decodedOf, partCounter } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import { readDelivery, requestIdOf } from './delivery.ts';
import type { ReadOtlpMetrics } from './otlp-stream.ts';
import { readRecords } from './records.ts';

/** `readOtlpMetrics` reads the requests of OTLP that metric streams may be made of. */
export const createFirehose = (readOtlpMetrics: ReadOtlpMetrics) =>
  ({
    id: 'firehose',
    routes: ['POST /aws/firehose'],
    decode: (request: ReceiverRequest): Decoded => {
      const tally = createTally();
      return decodedOf(readRecords(readDelivery(request), readOtlpMetrics, tally, partCounter()), tally);
    },
    accepted: (request) => jsonAnswer(200, { requestId: requestIdOf(request), timestamp: request.receivedAt }),
    refused: (request, error, retryAfter) =>
      jsonAnswer(
        statusOf(error, retryAfter),
        { requestId: requestIdOf(request), timestamp: request.receivedAt, errorMessage: error.message },
        retryAfter,
      ),
    // The same at every attempt of a delivery [D].
    identity: (_signal, request) => requestIdOf(request),
  }) as const satisfies Receiver;
