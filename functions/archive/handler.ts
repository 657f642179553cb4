/** archive as a Lambda function: consumer of the telemetry stream. */
import * as z from 'zod';
import { s3Archive } from '#adapters/s3/archive.ts';
import { s3Quarantine } from '#adapters/s3/quarantine.ts';
import { timestreamMetricStore } from '#adapters/timestream/metric-store.ts';
import { readSettings } from '#stage/settings.ts';
import { streamHandler } from '#stage/stream-handler.ts';
import { noMetricStore } from './no-metric-store.ts';
import { archiveStage } from './stage.ts';

const settings = readSettings(
  z
    .object({ ARCHIVE_BUCKET: z.string().min(1), QUARANTINE_BUCKET: z.string().min(1) })
    .and(
      z.discriminatedUnion('METRIC_STORE', [
        z.object({ METRIC_STORE: z.literal('timestream'), TIMESTREAM_DATABASE: z.string().min(1), TIMESTREAM_TABLE: z.string().min(1) }),
        z.object({ METRIC_STORE: z.literal('none') }),
      ]),
    ),
);

const quarantine = s3Quarantine(settings.QUARANTINE_BUCKET);
const metricStore =
  settings.METRIC_STORE === 'timestream'
    ? timestreamMetricStore({ database: settings.TIMESTREAM_DATABASE, table: settings.TIMESTREAM_TABLE })
    : noMetricStore;

export const handler = streamHandler(
  'archive',
  archiveStage({ archive: s3Archive(settings.ARCHIVE_BUCKET), metricStore, quarantine }),
  quarantine,
);
