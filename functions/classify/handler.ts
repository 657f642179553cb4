/** classify as a Lambda function: consumer of the telemetry stream. */
import { systemClock } from '#adapters/clock.ts';
import { dynamodbBudgetStore } from '#adapters/dynamodb/budget-store.ts';
import { dynamodbCorrections } from '#adapters/dynamodb/corrections.ts';
import { dynamodbQuotaStore } from '#adapters/dynamodb/quota-store.ts';
import { dynamodbTemplateStore } from '#adapters/dynamodb/template-store.ts';
import { dynamodbVerdictStore } from '#adapters/dynamodb/verdict-store.ts';
import { httpClient } from '#adapters/http/http-client.ts';
import { loadPolicy } from '#adapters/policy/policy-file.ts';
import { s3Quarantine } from '#adapters/s3/quarantine.ts';
import { sleep } from '#adapters/sleep.ts';
import { sqsFindingSink } from '#adapters/sqs/finding-sink.ts';
import { callMeter } from '#ai/call-meter.ts';
import { judgeFor } from '#ai/judge-for.ts';
import { localVerdict } from '#ai/local/model.ts';
import { versionsOf } from '#ai/versions.ts';
import { readSettings, text, url } from '#stage/settings.ts';
import { streamHandler } from '#stage/stream-handler.ts';
import { log } from '#stage/telemetry.ts';
import { classifyStage } from './stage.ts';

const settings = readSettings({ KNOWLEDGE_TABLE: text, RESPONSE_TABLE: text, FINDINGS_QUEUE_URL: url, QUARANTINE_BUCKET: text });
const { classification, providers } = loadPolicy();
const meter = callMeter();

const judge = judgeFor(providers, {
  local: localVerdict,
  budget: dynamodbBudgetStore(settings.KNOWLEDGE_TABLE),
  clock: systemClock,
  sleep,
  random: Math.random,
  log,
  record: (call) => {
    meter.record(call);
    log.info('model asked', { ...call });
  },
  http: httpClient({ privateHttp: true, maxBodyBytes: 262_144, timeoutMs: 30_000 }),
  // What only providers need is loaded with the first question to one.
  secrets: { get: async (id) => (await import('#adapters/secrets-manager/secrets.ts')).secrets.get(id) },
  converse: async () => (await import('#adapters/bedrock/converse.ts')).converse,
});

const stage = classifyStage(
  {
    templates: dynamodbTemplateStore(settings.KNOWLEDGE_TABLE, systemClock),
    verdicts: dynamodbVerdictStore(settings.KNOWLEDGE_TABLE, systemClock),
    quotas: dynamodbQuotaStore(settings.KNOWLEDGE_TABLE),
    corrections: dynamodbCorrections(settings.RESPONSE_TABLE),
    findings: sqsFindingSink(settings.FINDINGS_QUEUE_URL),
    judge,
    secondOpinion: localVerdict,
    spent: meter.read,
    clock: systemClock,
  },
  { policy: classification, versions: versionsOf(classification, providers) },
);

export const handler = streamHandler('classify', stage, s3Quarantine(settings.QUARANTINE_BUCKET));
