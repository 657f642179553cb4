/** Turns a stage into a consumer of requests: each message by itself, what fails comes back, and what became of each is reported. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { InputError } from '#kernel/errors.ts';
import { addReports, emptyReport, type StageReport } from '#kernel/stage-report.ts';
import { emitReport, log } from './telemetry.ts';

/** One delivery of a message. */
export interface RequestDelivery {
  /** Different for each. */
  readonly id: string;
  /** From 1. */
  readonly attempt: number;
}

const parse = <Request>(schema: z.ZodType<Request>, body: string): Request => {
  try {
    return schema.parse(JSON.parse(body));
  } catch (cause) {
    throw new InputError('The message is not a request.', { cause, reason: 'not_a_request' });
  }
};

/** The Lambda handler of a stage that answers requests one by one. A message that is none ends in the dead-letter queue. */
export const requestHandler = <Request>(
  schema: z.ZodType<Request>,
  take: (request: Request, delivery: RequestDelivery) => Promise<StageReport>,
) =>
  middy<SQSEvent, SQSBatchResponse>().handler(async (event: SQSEvent, context: Context) => {
    let report = emptyReport;
    const takeRecord = async ({ body, messageId, attributes }: SQSRecord): Promise<void> => {
      const attempt = Number(attributes.ApproximateReceiveCount);
      try {
        const done = await take(parse(schema, body), { id: `${messageId}#${attempt}`, attempt });
        report = addReports(report, done);
      } catch (error) {
        log.warn('request failed; it will come back', { messageId, attempt, error: String(error) });
        throw error;
      }
    };
    const response = await processPartialResponse(event, takeRecord, new BatchProcessor(EventType.SQS), {
      context,
      throwOnFullBatchFailure: false,
    });
    emitReport(report);
    return response;
  });
