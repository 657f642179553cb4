/** The function behind every agent's endpoint. */
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { systemClock } from '#adapters/clock.ts';
import { lazyClaimStore, lazyQuotaStore } from '#adapters/dynamodb/lazy-ledgers.ts';
import { kinesisFrameSink } from '#adapters/kinesis/frame-sink.ts';
import { loadProcessors } from '#adapters/policy/processors-file.ts';
import { secrets } from '#adapters/secrets-manager/secrets.ts';
import { sleep } from '#adapters/sleep.ts';
import { count, oneOf, readSettings, text } from '#stage/settings.ts';
import { emitReport, log } from '#stage/telemetry.ts';
import { fromApiEvent, toApiResult } from './api-event.ts';
import { createGuards } from './guards.ts';
import { ingest } from './ingest.ts';
import { readyProcessors } from './processors/process.ts';

/* biome-ignore-start lint/style/useNamingConvention: environment variables. */
const settings = readSettings({
  TELEMETRY_STREAM: text,
  HASH_KEY_SECRET: text,
  AWS_REGION: text,
  KNOWLEDGE_TABLE: text,
  REQUESTS_PER_MINUTE: count,
  SIGNALS_PER_MINUTE: count,
  BYTES_PER_DAY: count,
  DEDUPLICATION_SECONDS: count,
  DEDUPLICATION_SHARED: oneOf('events', 'all', 'none'),
});
/* biome-ignore-end lint/style/useNamingConvention: environment variables. */
const table = settings.KNOWLEDGE_TABLE;
const guards = {
  requestsPerMinute: settings.REQUESTS_PER_MINUTE,
  signalsPerMinute: settings.SIGNALS_PER_MINUTE,
  bytesPerDay: settings.BYTES_PER_DAY,
  windowSeconds: settings.DEDUPLICATION_SECONDS,
  shared: settings.DEDUPLICATION_SHARED,
};
const world = { clock: systemClock, log };
const ports = {
  ...world,
  ...createGuards(guards, { ...world, quotas: lazyQuotaStore(table), claims: lazyClaimStore(table) }),
  sink: kinesisFrameSink(settings.TELEMETRY_STREAM, sleep),
  hashKey: () => secrets.get(settings.HASH_KEY_SECRET),
  processors: await readyProcessors(loadProcessors(), settings.AWS_REGION),
};

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>().handler(async (event: APIGatewayProxyEventV2) => {
  const { answer, report } = await ingest(fromApiEvent(event), ports);
  emitReport(report);
  return toApiResult(answer);
});
