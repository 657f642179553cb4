/** archive as a Lambda function: consumer of the telemetry stream. */
import { httpClient } from '#adapters/http/http-client.ts';
import { influxMetricStore } from '#adapters/influxdb/metric-store.ts';
import { s3Archive } from '#adapters/s3/archive.ts';
import { s3Quarantine } from '#adapters/s3/quarantine.ts';
import { sleep } from '#adapters/sleep.ts';
import { timestreamMetricStore } from '#adapters/timestream/metric-store.ts';
import type { MetricStore } from '#kernel/ports.ts';
import { oneOf, readSettings, text, url } from '#stage/settings.ts';
import { streamHandler } from '#stage/stream-handler.ts';
import { noMetricStore } from './no-metric-store.ts';
import { archiveStage } from './stage.ts';

const settings = readSettings({ ARCHIVE_BUCKET: text, QUARANTINE_BUCKET: text, METRIC_STORE: oneOf('timestream', 'influxdb', 'none') });
const quarantine = s3Quarantine(settings.QUARANTINE_BUCKET);
const patience = { delay: sleep, random: Math.random };

const metricStores: Readonly<Record<typeof settings.METRIC_STORE, () => MetricStore>> = {
  timestream: () => {
    const { TIMESTREAM_DATABASE: database, TIMESTREAM_TABLE: table } = readSettings({ TIMESTREAM_DATABASE: text, TIMESTREAM_TABLE: text });
    return timestreamMetricStore({ database, table }, patience);
  },
  influxdb: () => {
    const names = { INFLUXDB_URL: url, INFLUXDB_ORG: text, INFLUXDB_BUCKET: text, INFLUXDB_TOKEN_SECRET: text };
    const { INFLUXDB_URL: server, INFLUXDB_ORG: org, INFLUXDB_BUCKET: bucket, INFLUXDB_TOKEN_SECRET: tokenSecret } = readSettings(names);
    // Loaded for the first token: other stores need no secret.
    const secrets = { get: async (id: string) => (await import('#adapters/secrets-manager/secrets.ts')).secrets.get(id) };
    // All attempts of a call have to fit into the function's minute.
    const http = httpClient({ timeoutMs: 5_000, privateHttp: true });
    return influxMetricStore({ url: server, org, bucket, tokenSecret }, { http, secrets, ...patience });
  },
  none: () => noMetricStore,
};

export const handler = streamHandler(
  'archive',
  archiveStage({ archive: s3Archive(settings.ARCHIVE_BUCKET), metricStore: metricStores[settings.METRIC_STORE](), quarantine }),
  quarantine,
);
