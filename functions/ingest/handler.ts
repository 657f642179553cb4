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
import { readSettings } from '#stage/settings.ts';
import { emitReport, log } from '#stage/telemetry.ts';
import { fromApiEvent, toApiResult } from './api-event.ts';
import { createGuards, guardSettings } from './guards.ts';
import { ingest } from './ingest.ts';
import { readyProcessors } from './processors/process.ts';

/* biome-ignore-start lint/style/useNamingConvention: environment variables. */
const settings = readSettings(
  z.object({
    TELEMETRY_STREAM: z.string().min(1),
    HASH_KEY_SECRET: z.string().min(1),
    KNOWLEDGE_TABLE: z.string().min(1),
    LIMITS: guardSettings.limits,
    DEDUPLICATION: guardSettings.deduplication,
  }),
);
/* biome-ignore-end lint/style/useNamingConvention: environment variables. */
const { KNOWLEDGE_TABLE: table, LIMITS: limits, DEDUPLICATION: deduplication } = settings;
const world = { clock: systemClock, log };
const ports = {
  ...world,
  ...createGuards({ limits, deduplication }, { ...world, quotas: lazyQuotaStore(table), claims: lazyClaimStore(table) }),
  sink: kinesisFrameSink(settings.TELEMETRY_STREAM, sleep),
  hashKey: () => secrets.get(settings.HASH_KEY_SECRET),
  processors: await readyProcessors(loadProcessors()),
};

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>().handler(async (event: APIGatewayProxyEventV2) => {
  const { answer, report } = await ingest(fromApiEvent(event), ports);
  emitReport(report);
  return toApiResult(answer);
});
