/** archive as a Lambda function: consumer of the telemetry stream. */
import { httpClient } from '#adapters/http/http-client.ts';
import { influxMetricStore } from '#adapters/influxdb/metric-store.ts';
import { s3Archive } from '#adapters/s3/archive.ts';
import { s3Quarantine } from '#adapters/s3/quarantine.ts';
import { sleep } from '#adapters/sleep.ts';
import { timestreamMetricStore } from '#adapters/timestream/metric-store.ts';
import type { MetricStore } from '#kernel/ports.ts';
import { type MetricStoreSettings, readMetricStore } from '#stage/metric-store-settings.ts';
import { readSettings, text } from '#stage/settings.ts';
import { streamHandler } from '#stage/stream-handler.ts';
import { noMetricStore } from './no-metric-store.ts';
import { archiveStage } from './stage.ts';

const settings = readSettings({ ARCHIVE_BUCKET: text, QUARANTINE_BUCKET: text });
const quarantine = s3Quarantine(settings.QUARANTINE_BUCKET);
const patience = { delay: sleep, random: Math.random };

const storeOf = (place: MetricStoreSettings): MetricStore => {
  if (place.kind === 'none') return noMetricStore;
  if (place.kind === 'timestream') return timestreamMetricStore(place, patience);
  // Loaded for the first token: other stores need no secret.
  const secrets = { get: async (id: string) => (await import('#adapters/secrets-manager/secrets.ts')).secrets.get(id) };
  // All attempts of a call have to fit into the function's minute.
  const http = httpClient({ timeoutMs: 5_000, privateHttp: true });
  return influxMetricStore(place, { http, secrets, ...patience });
};

export const handler = streamHandler(
  'archive',
  archiveStage({ archive: s3Archive(settings.ARCHIVE_BUCKET), metricStore: storeOf(readMetricStore()), quarantine }),
  quarantine,
);
