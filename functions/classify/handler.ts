/** classify as a Lambda function: consumer of the telemetry stream. */
import { systemClock } from '#adapters/clock.ts';
import { dynamodbVerdictStore } from '#adapters/dynamodb/verdict-store.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { s3Quarantine } from '#adapters/s3/quarantine.ts';
import { sqsFindingSink } from '#adapters/sqs/finding-sink.ts';
import { readSettings, text, url } from '#stage/settings.ts';
import { streamHandler } from '#stage/stream-handler.ts';
import { classifyStage } from './stage.ts';

const settings = readSettings({ KNOWLEDGE_TABLE: text, FINDINGS_QUEUE_URL: url, QUARANTINE_BUCKET: text });
const policy = loadPolicy();
const stage = classifyStage(
  {
    verdicts: dynamodbVerdictStore(settings.KNOWLEDGE_TABLE, systemClock),
    findings: sqsFindingSink(settings.FINDINGS_QUEUE_URL),
  },
  { policy: policy.classification, policyVersion: policy.version },
);

export const handler = streamHandler('classify', stage, s3Quarantine(settings.QUARANTINE_BUCKET));
