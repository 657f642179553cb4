/** Turns a stage into a consumer of the findings queue, a batch at a time: groups keep their order, a failing finding holds up nobody else's group. */
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type AppError, InputError } from '#kernel/errors.ts';
import { type Finding, findingSchema } from '#kernel/finding.ts';
import type { Log, Quarantine } from '#kernel/ports.ts';
import { addReports, emptyReport, type StageReport } from '#kernel/stage-report.ts';
import { emitReport, log } from './telemetry.ts';

/** What became of a finding: `folded` when it changed an alert, else why it changed none. */
type Take = (findings: readonly Finding[]) => Promise<readonly string[]>;

interface Message {
  readonly record: SQSRecord;
  readonly finding: Finding;
}

const groupOf = ({ messageId, attributes }: SQSRecord): string => attributes.MessageGroupId ?? messageId;

const parseFinding = (body: string): Finding => {
  try {
    return findingSchema.parse(JSON.parse(body));
  } catch (cause) {
    throw new InputError('The message is not a finding.', { cause, reason: 'not_a_finding' });
  }
};

const reportOf = (outcomes: readonly string[]): StageReport =>
  outcomes.reduce<StageReport>(
    (report, outcome) =>
      addReports(report, {
        ...emptyReport,
        received: 1,
        ...(outcome === 'folded' ? { produced: 1 } : { suppressed: { [outcome]: 1 } }),
      }),
    emptyReport,
  );

/** One line that names each finding with what became of it: the ledger's entry for those that are not worth a write of their own. */
const writeDown = (ownLog: Log, messages: readonly Message[], outcomes: readonly string[]): void => {
  const byOutcome: Record<string, string[]> = {};
  for (const [index, { finding }] of messages.entries()) {
    const outcome = outcomes[index] ?? 'unknown';
    byOutcome[outcome] = [...(byOutcome[outcome] ?? []), finding.id];
  }
  if (messages.length > 0) ownLog.info('findings', { outcomes: byOutcome });
};

/** Once something of a group has failed, what follows it in the group must wait for it. */
const withFollowers = (records: readonly SQSRecord[], failed: ReadonlySet<SQSRecord>): readonly SQSRecord[] => {
  const blocked = new Set<string>();
  return records.filter((record) => {
    if (failed.has(record)) blocked.add(groupOf(record));
    return blocked.has(groupOf(record));
  });
};

/** The Lambda handler of a stage that takes findings in batches. When a batch fails, each finding is tried by itself: one that cannot be taken must not stop the others. */
export const queueHandler = (name: string, take: Take, quarantine: Quarantine) =>
  middy<SQSEvent, SQSBatchResponse>().handler(async ({ Records: records }: SQSEvent, _context: Context) => {
    let report = emptyReport;
    const failed = new Set<SQSRecord>();
    const fail = (record: SQSRecord, error: unknown): void => {
      log.error('finding failed; it will be retried', { messageId: record.messageId, error: String(error) });
      failed.add(record);
    };
    const setAside = async (record: SQSRecord, error: AppError): Promise<void> => {
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
    };
    const guarded = async (record: SQSRecord, attempt: () => Promise<void>): Promise<void> => {
      try {
        await attempt();
      } catch (error) {
        if (!(error instanceof InputError)) return fail(record, error);
        await setAside(record, error).catch((cause: unknown) => fail(record, cause));
      }
    };
    const done = async (messages: readonly Message[]): Promise<void> => {
      const outcomes = await take(messages.map(({ finding }) => finding));
      report = addReports(report, reportOf(outcomes));
      writeDown(log, messages, outcomes);
    };

    const messages: Message[] = [];
    for (const record of records)
      await guarded(record, async () => {
        messages.push({ record, finding: parseFinding(record.body) });
      });
    try {
      await done(messages);
    } catch (error) {
      log.warn('the batch failed; taking one finding after the other', { findings: messages.length, error: String(error) });
      for (const message of messages)
        if (!withFollowers(records, failed).includes(message.record)) await guarded(message.record, () => done([message]));
    }
    emitReport(report);
    return { batchItemFailures: withFollowers(records, failed).map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });
