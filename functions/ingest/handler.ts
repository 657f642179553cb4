/** The function behind every agent's endpoint. */
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { systemClock } from '#adapters/clock.ts';
import { kinesisFrameSink } from '#adapters/kinesis/frame-sink.ts';
import { loadProcessors } from '#adapters/policy/processors-file.ts';
import { secrets } from '#adapters/secrets-manager/secrets.ts';
import { sleep } from '#adapters/sleep.ts';
import { readSettings } from '#stage/settings.ts';
import { emitReport, log } from '#stage/telemetry.ts';
import { fromApiEvent, toApiResult } from './api-event.ts';
import { ingest } from './ingest.ts';
import { readyProcessors } from './processors/process.ts';

/* biome-ignore-start lint/style/useNamingConvention: environment variables. */
const settings = readSettings(
  z.object({ TELEMETRY_STREAM: z.string().min(1), HASH_KEY_SECRET: z.string().min(1), AWS_REGION: z.string().min(1) }),
);
/* biome-ignore-end lint/style/useNamingConvention: environment variables. */
const processors = await readyProcessors(loadProcessors(), settings.AWS_REGION);
const hashKey = () => secrets.get(settings.HASH_KEY_SECRET);
const sink = kinesisFrameSink(settings.TELEMETRY_STREAM, sleep);

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>().handler(async (event: APIGatewayProxyEventV2) => {
  const { answer, report } = await ingest(fromApiEvent(event), { sink, clock: systemClock, log, hashKey, processors });
  emitReport(report);
  return toApiResult(answer);
});
