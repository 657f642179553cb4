/** archive as a Lambda function: consumer of the telemetry stream. */
import { s3Archive } from '#adapters/s3/archive.ts';
import { s3Quarantine } from '#adapters/s3/quarantine.ts';
import { timestreamMetricStore } from '#adapters/timestream/metric-store.ts';
import type { MetricStore } from '#kernel/ports.ts';
import { oneOf, readSettings, text } from '#stage/settings.ts';
import { streamHandler } from '#stage/stream-handler.ts';
import { noMetricStore } from './no-metric-store.ts';
import { archiveStage } from './stage.ts';

const settings = readSettings({ ARCHIVE_BUCKET: text, QUARANTINE_BUCKET: text, METRIC_STORE: oneOf('timestream', 'none') });
const quarantine = s3Quarantine(settings.QUARANTINE_BUCKET);

const timestream = (): MetricStore => {
  const { TIMESTREAM_DATABASE: database, TIMESTREAM_TABLE: table } = readSettings({ TIMESTREAM_DATABASE: text, TIMESTREAM_TABLE: text });
  return timestreamMetricStore({ database, table });
};
const metricStore = settings.METRIC_STORE === 'timestream' ? timestream() : noMetricStore;

export const handler = streamHandler(
  'archive',
  archiveStage({ archive: s3Archive(settings.ARCHIVE_BUCKET), metricStore, quarantine }),
  quarantine,
);
