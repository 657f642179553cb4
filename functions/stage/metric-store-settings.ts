/** Which store keeps metric samples, as the deployment says. */
import { oneOf, readSettings, text, url } from './settings.ts';

export type MetricStoreSettings =
  | { readonly kind: 'timestream'; readonly database: string; readonly table: string }
  | {
      readonly kind: 'influxdb';
      readonly url: string;
      readonly org: string;
      readonly bucket: string;
      /** Name or ARN of the secret that is the API token. */
      readonly tokenSecret: string;
    }
  | { readonly kind: 'none' };

type Reader = () => MetricStoreSettings;

const readers: Readonly<Record<MetricStoreSettings['kind'], Reader>> = {
  timestream: () => {
    const { TIMESTREAM_DATABASE: database, TIMESTREAM_TABLE: table } = readSettings({ TIMESTREAM_DATABASE: text, TIMESTREAM_TABLE: text });
    return { kind: 'timestream', database, table };
  },
  influxdb: () => {
    const names = { INFLUXDB_URL: url, INFLUXDB_ORG: text, INFLUXDB_BUCKET: text, INFLUXDB_TOKEN_SECRET: text };
    const read = readSettings(names);
    const server = { url: read.INFLUXDB_URL, org: read.INFLUXDB_ORG, bucket: read.INFLUXDB_BUCKET };
    return { kind: 'influxdb', ...server, tokenSecret: read.INFLUXDB_TOKEN_SECRET };
  },
  none: () => ({ kind: 'none' }),
};

/** ConfigError naming every variable that is missing or wrong. */
export const readMetricStore = (): MetricStoreSettings => {
  const { METRIC_STORE: kind } = readSettings({ METRIC_STORE: oneOf('timestream', 'influxdb', 'none') });
  return readers[kind]();
};
