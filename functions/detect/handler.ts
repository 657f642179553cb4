/** detect as a Lambda function: consumer of the telemetry stream. */
import { systemClock } from '#adapters/clock.ts';
import { dynamodbDependencyStore } from '#adapters/dynamodb/dependency-store.ts';
import { dynamodbSeriesStateStore } from '#adapters/dynamodb/series-state-store.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { s3Quarantine } from '#adapters/s3/quarantine.ts';
import { sqsFindingSink } from '#adapters/sqs/finding-sink.ts';
import { readSettings, text, url } from '#stage/settings.ts';
import { streamHandler } from '#stage/stream-handler.ts';
import { detectStage } from './stage.ts';

const settings = readSettings({ KNOWLEDGE_TABLE: text, FINDINGS_QUEUE_URL: url, QUARANTINE_BUCKET: text });
const stage = detectStage(
  {
    states: dynamodbSeriesStateStore(settings.KNOWLEDGE_TABLE, systemClock),
    dependencies: dynamodbDependencyStore(settings.KNOWLEDGE_TABLE),
    findings: sqsFindingSink(settings.FINDINGS_QUEUE_URL),
    clock: systemClock,
  },
  loadPolicy().detection,
);

export const handler = streamHandler('detect', stage, s3Quarantine(settings.QUARANTINE_BUCKET));
