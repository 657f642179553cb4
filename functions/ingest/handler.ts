/** The function behind every agent's endpoint. */
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { systemClock } from '#adapters/clock.ts';
import { kinesisFrameSink } from '#adapters/kinesis/frame-sink.ts';
import { loadProcessors } from '#adapters/policy/processors-file.ts';
import { secrets } from '#adapters/secrets-manager/secrets.ts';
import { sleep } from '#adapters/sleep.ts';
import { readSettings, text } from '#stage/settings.ts';
import { emitReport, log } from '#stage/telemetry.ts';
import { fromApiEvent, toApiResult } from './api-event.ts';
import { ingest } from './ingest.ts';
import { readyProcessors } from './processors/process.ts';

/* biome-ignore-start lint/style/useNamingConvention: environment variables. */
const settings = readSettings({ TELEMETRY_STREAM: text, HASH_KEY_SECRET: text, AWS_REGION: text });
/* biome-ignore-end lint/style/useNamingConvention: environment variables. */
const processors = await readyProcessors(loadProcessors(), settings.AWS_REGION);
const hashKey = () => secrets.get(settings.HASH_KEY_SECRET);
const sink = kinesisFrameSink(settings.TELEMETRY_STREAM, sleep);

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>().handler(async (event: APIGatewayProxyEventV2) => {
  const { answer, report } = await ingest(fromApiEvent(event), { sink, clock: systemClock, log, hashKey, processors });
  emitReport(report);
  return toApiResult(answer);
});
