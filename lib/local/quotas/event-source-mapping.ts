/** What Lambda refuses when an event source mapping is created. */
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import { checkRange } from './constraint.ts';

/** Ranges [D: API reference, CreateEventSourceMapping]. */
const records = { least: 1, most: 10_000 };
const fifoMessages = { least: 1, most: 10 };
const windowSeconds = { least: 0, most: 300 };
const parallelBatches = { least: 1, most: 10 };
const retries = { least: -1, most: 10_000 };
const ageSeconds = { least: -1, most: 604_800 };
/** A queue's batches are larger only with a window [D: "Using Lambda with Amazon SQS"]. */
const messagesWithoutWindow = 10;
/** -1 is for ever; below a minute nothing else [D: API reference, MaximumRecordAgeInSeconds]. */
const shortestAgeSeconds = 60;

/** TemplateError for a mapping from a stream. */
export const checkStreamMapping = (properties: Properties): void => {
  const { where } = properties;
  const age = properties.optionalNumber('MaximumRecordAgeInSeconds');
  checkRange(where, 'batchSize', properties.optionalNumber('BatchSize'), records);
  checkRange(where, 'maximumBatchingWindowInSeconds', properties.optionalNumber('MaximumBatchingWindowInSeconds'), windowSeconds);
  checkRange(where, 'parallelizationFactor', properties.optionalNumber('ParallelizationFactor'), parallelBatches);
  checkRange(where, 'maximumRetryAttempts', properties.optionalNumber('MaximumRetryAttempts'), retries);
  checkRange(where, 'maximumRecordAgeInSeconds', age, ageSeconds);
  if (age !== undefined && age !== -1) checkRange(where, 'maximumRecordAgeInSeconds', age, { least: shortestAgeSeconds });
};

interface QueueOfMapping {
  readonly fifo: boolean;
  readonly visibilityTimeoutSeconds: number;
  /** The function's. */
  readonly timeoutSeconds: number;
}

/** TemplateError for a mapping from a queue; the sentences [S: aws/aws-lambda-dotnet#1758, serverless/serverless#8989, winglang/wing#1507], but for what only streams have [U]. */
export const checkQueueMapping = (properties: Properties, { fifo, visibilityTimeoutSeconds, timeoutSeconds }: QueueOfMapping): void => {
  const { where } = properties;
  const size = properties.number('BatchSize', 10);
  const window = properties.number('MaximumBatchingWindowInSeconds', 0);
  checkRange(where, 'batchSize', size, fifo ? fifoMessages : records);
  checkRange(where, 'maximumBatchingWindowInSeconds', window, windowSeconds);
  if (fifo && window > 0) throw new TemplateError(where, 'Batching window is not supported for FIFO queues');
  if (size > messagesWithoutWindow && window === 0)
    throw new TemplateError(where, 'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10');
  for (const name of [
    'ParallelizationFactor',
    'MaximumRetryAttempts',
    'MaximumRecordAgeInSeconds',
    'BisectBatchOnFunctionError',
    'StartingPosition',
  ])
    if (properties.has(name)) throw new TemplateError(where, `Unsupported ${name} parameter for the queue`);
  if (visibilityTimeoutSeconds < timeoutSeconds)
    throw new TemplateError(
      where,
      `Queue visibility timeout: ${visibilityTimeoutSeconds} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
    );
};
