/** Metric history of whichever store keeps it. Its client is loaded with the first question: most deployments ask none, and reading code is most of a cold start. */
import type { MetricHistory } from '#kernel/metric-history.ts';
import type { Secrets } from '#kernel/ports.ts';
import { httpClient } from './http/http-client.ts';
import type { InfluxSettings } from './influxdb/connection.ts';
import { sleep } from './sleep.ts';
import type { Place } from './timestream/statements.ts';

/** Where the samples lie. */
export type MetricStorePlace = ({ readonly kind: 'timestream' } & Place) | ({ readonly kind: 'influxdb' } & InfluxSettings);

const patience = { delay: sleep, random: Math.random };
/** All attempts of a question have to fit into a step. */
const timeoutMs = 5_000;

const open = async (place: MetricStorePlace, secrets: Secrets): Promise<MetricHistory> => {
  if (place.kind === 'timestream') {
    const { timestreamMetricHistory } = await import('./timestream/metric-history.ts');
    return timestreamMetricHistory(place, patience);
  }
  const { influxMetricHistory } = await import('./influxdb/metric-history.ts');
  return influxMetricHistory(place, { http: httpClient({ timeoutMs, privateHttp: true }), secrets, ...patience });
};

export const metricHistory = (place: MetricStorePlace, secrets: Secrets): MetricHistory => {
  let opening: Promise<MetricHistory> | undefined;
  return {
    query: async (query) => {
      opening ??= open(place, secrets);
      return (await opening).query(query);
    },
  };
};
