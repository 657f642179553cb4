/** classify as a Lambda function: consumer of the telemetry stream. */
import * as z from 'zod';
import { systemClock } from '#adapters/clock.ts';
import { dynamodbVerdictStore } from '#adapters/dynamodb/verdict-store.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { s3Quarantine } from '#adapters/s3/quarantine.ts';
import { sqsFindingSink } from '#adapters/sqs/finding-sink.ts';
import { readSettings } from '#stage/settings.ts';
import { streamHandler } from '#stage/stream-handler.ts';
import { classifyStage } from './stage.ts';

const settings = readSettings(
  z.object({ KNOWLEDGE_TABLE: z.string().min(1), FINDINGS_QUEUE_URL: z.url(), QUARANTINE_BUCKET: z.string().min(1) }),
);
const policy = loadPolicy();
const stage = classifyStage(
  {
    verdicts: dynamodbVerdictStore(settings.KNOWLEDGE_TABLE, systemClock),
    findings: sqsFindingSink(settings.FINDINGS_QUEUE_URL),
  },
  { policy: policy.classification, policyVersion: policy.version },
);

export const handler = streamHandler('classify', stage, s3Quarantine(settings.QUARANTINE_BUCKET));
