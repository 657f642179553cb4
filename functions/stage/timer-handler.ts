/** Turns a stage into a consumer of timers: each message by itself, and what fails comes back. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { InputError } from '#kernel/errors.ts';
import { log } from './telemetry.ts';

const parse = <Timer>(schema: z.ZodType<Timer>, body: string): Timer => {
  try {
    return schema.parse(JSON.parse(body));
  } catch (cause) {
    throw new InputError('The message is not a timer.', { cause, reason: 'not_a_timer' });
  }
};

/** The Lambda handler of a stage that answers timers one by one. A message that is none ends in the dead-letter queue. */
export const timerHandler = <Timer>(schema: z.ZodType<Timer>, take: (timer: Timer) => Promise<unknown>) =>
  middy<SQSEvent, SQSBatchResponse>().handler(async (event: SQSEvent, context: Context) => {
    const takeRecord = async ({ body, messageId }: SQSRecord): Promise<void> => {
      try {
        await take(parse(schema, body));
      } catch (error) {
        log.error('timer failed; it will come back', { messageId, error: String(error) });
        throw error;
      }
    };
    return processPartialResponse(event, takeRecord, new BatchProcessor(EventType.SQS), { context, throwOnFullBatchFailure: false });
  });
