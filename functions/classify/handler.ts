/** classify as a Lambda function: consumer of the telemetry stream. */
import { systemClock } from '#adapters/clock.ts';
import { dynamodbCorrections } from '#adapters/dynamodb/corrections.ts';
import { dynamodbQuotaStore } from '#adapters/dynamodb/quota-store.ts';
import { dynamodbTemplateStore } from '#adapters/dynamodb/template-store.ts';
import { dynamodbVerdictStore } from '#adapters/dynamodb/verdict-store.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { s3Quarantine } from '#adapters/s3/quarantine.ts';
import { sqsFindingSink } from '#adapters/sqs/finding-sink.ts';
import { localJudge } from '#ai/local/judge.ts';
import { localVerdict } from '#ai/local/model.ts';
import { readSettings, text, url } from '#stage/settings.ts';
import { streamHandler } from '#stage/stream-handler.ts';
import { classifyStage } from './stage.ts';

const settings = readSettings({
  KNOWLEDGE_TABLE: text,
  RESPONSE_TABLE: text,
  FINDINGS_QUEUE_URL: url,
  QUARANTINE_BUCKET: text,
});
const policy = loadPolicy();
const stage = classifyStage(
  {
    templates: dynamodbTemplateStore(settings.KNOWLEDGE_TABLE, systemClock),
    verdicts: dynamodbVerdictStore(settings.KNOWLEDGE_TABLE, systemClock),
    quotas: dynamodbQuotaStore(settings.KNOWLEDGE_TABLE),
    corrections: dynamodbCorrections(settings.RESPONSE_TABLE),
    findings: sqsFindingSink(settings.FINDINGS_QUEUE_URL),
    judge: localJudge,
    secondOpinion: localVerdict,
    clock: systemClock,
  },
  { policy: policy.classification, version: policy.version },
);

export const handler = streamHandler('classify', stage, s3Quarantine(settings.QUARANTINE_BUCKET));
