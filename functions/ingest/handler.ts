/** The function behind every agent's endpoint. */
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { systemClock } from '#adapters/clock.ts';
import { lazyClaimStore, lazyQuotaStore } from '#adapters/dynamodb/lazy-ledgers.ts';
import { kinesisFrameSink } from '#adapters/kinesis/frame-sink.ts';
import { loadProcessors } from '#adapters/policy/processors-file.ts';
import { secrets } from '#adapters/secrets-manager/secrets.ts';
import { sleep } from '#adapters/sleep.ts';
import { createTolerate } from '#kernel/tolerate.ts';
import { readSettings } from '#stage/settings.ts';
import { emitReport, log } from '#stage/telemetry.ts';
import { createAdmission } from './admission/admission.ts';
import { fromApiEvent, toApiResult } from './api-event.ts';
import { ingest } from './ingest.ts';
import { readyProcessors } from './processors/process.ts';
import { createRetries } from './retries/retries.ts';

/* biome-ignore-start lint/style/useNamingConvention: environment variables. */
const limit = z.coerce.number().int().min(0);
const settings = readSettings(
  z.object({
    TELEMETRY_STREAM: z.string().min(1),
    HASH_KEY_SECRET: z.string().min(1),
    KNOWLEDGE_TABLE: z.string().min(1),
    REQUESTS_PER_MINUTE: limit,
    SIGNALS_PER_MINUTE: limit,
    BYTES_PER_DAY: limit,
    DEDUPLICATION_SECONDS: limit,
    DEDUPLICATION_SHARED: z.enum(['events', 'all', 'none']),
  }),
);
/* biome-ignore-end lint/style/useNamingConvention: environment variables. */
const processors = await readyProcessors(loadProcessors());
const sink = kinesisFrameSink(settings.TELEMETRY_STREAM, sleep);
const hashKey = () => secrets.get(settings.HASH_KEY_SECRET);

/** Of the worker: what it holds of agents' quotas, and what it remembers of requests, lives as long as it does. */
const table = settings.KNOWLEDGE_TABLE;
const world = { clock: systemClock, log, tolerate: createTolerate(systemClock, log) };
const defaults = {
  requestsPerMinute: settings.REQUESTS_PER_MINUTE,
  signalsPerMinute: settings.SIGNALS_PER_MINUTE,
  bytesPerDay: settings.BYTES_PER_DAY,
};
const admission = createAdmission({ ...world, store: lazyQuotaStore(table), defaults });
const windowMs = settings.DEDUPLICATION_SECONDS * 1_000;
const shared = settings.DEDUPLICATION_SHARED;
const retries = windowMs === 0 ? {} : { retries: createRetries({ ...world, store: lazyClaimStore(table), windowMs, shared }) };
const ports = { ...world, sink, hashKey, processors, admission, ...retries };

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>().handler(async (event: APIGatewayProxyEventV2) => {
  const { answer, report } = await ingest(fromApiEvent(event), ports);
  emitReport(report);
  return toApiResult(answer);
});
