/** Turns a stage into a consumer of the findings queue: groups keep their order, a failing group holds up nobody else's. */
import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { InputError } from '#kernel/errors.ts';
import { type Finding, findingSchema } from '#kernel/finding.ts';
import type { Quarantine } from '#kernel/ports.ts';
import { addReports, emptyReport, type StageReport } from '#kernel/stage-report.ts';
import { emitReport, log } from './telemetry.ts';

const parseFinding = (body: string): Finding => {
  try {
    return findingSchema.parse(JSON.parse(body));
  } catch (cause) {
    throw new InputError('The message is not a finding.', { cause, reason: 'not_a_finding' });
  }
};

/** The Lambda handler of a stage that takes findings one by one. */
export const queueHandler = (name: string, take: (finding: Finding) => Promise<StageReport>, quarantine: Quarantine) =>
  middy<SQSEvent, SQSBatchResponse>().handler(async (event: SQSEvent, context: Context) => {
    let report = emptyReport;
    const takeRecord = async (record: SQSRecord): Promise<void> => {
      try {
        report = addReports(report, await take(parseFinding(record.body)));
      } catch (error) {
        if (!(error instanceof InputError)) {
          log.error('finding failed; it will be retried', { messageId: record.messageId, error: String(error) });
          throw error;
        }
        const body = Buffer.from(record.body);
        await quarantine.put({
          id: `${name}/${record.messageId}`,
          stage: name,
          reason: error.reason,
          message: error.message,
          count: 1,
          body,
        });
        report = addReports(report, { ...emptyReport, received: 1, quarantined: 1 });
      }
    };
    const processor = new SqsFifoPartialProcessorAsync();
    const response = await processPartialResponse(event, takeRecord, processor, {
      context,
      skipGroupOnError: true,
      throwOnFullBatchFailure: false,
    });
    emitReport(report);
    return response;
  });
