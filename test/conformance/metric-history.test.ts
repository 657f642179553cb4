/** The stores of metric history, each through its own wire: Timestream as the local cloud has it, and InfluxDB as its documentation describes it. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { httpClient } from '#adapters/http/http-client.ts';
import { influxMetricHistory } from '#adapters/influxdb/metric-history.ts';
import { influxMetricStore } from '#adapters/influxdb/metric-store.ts';
import { TimestreamService } from '#lib/local/services/timestream.ts';
import { awsEnvironment } from '#test/support/capture-requests.ts';
import { startInfluxServer } from '#test/support/influx-server.ts';
import { serve } from '#test/support/service-server.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';
import { type HistoryTarget, historyCases } from './metric-history/contract.ts';

interface OpenTarget extends HistoryTarget {
  close(): Promise<void>;
}

const patience = { delay: async () => undefined, random: () => 0 };

const openTimestream = async (): Promise<OpenTarget> => {
  const scheduler = new VirtualScheduler();
  const service = new TimestreamService({ scheduler, region: 'us-east-1', account: '111111111111' });
  const place = { database: 'metrics', table: 'samples' };
  service.createTable({ database: place.database, name: place.table, memoryStoreRetentionHours: 24 });
  const { endpoint, close } = await serve(service);
  for (const [name, value] of Object.entries(awsEnvironment(endpoint))) vi.stubEnv(name, value);
  const { timestreamMetricStore } = await import('#adapters/timestream/metric-store.ts');
  const { timestreamMetricHistory } = await import('#adapters/timestream/metric-history.ts');
  const at = Math.floor(scheduler.now() / 60_000) * 60_000 - 60 * 60_000;
  return { store: timestreamMetricStore(place, patience), history: timestreamMetricHistory(place, patience), at, close };
};

const openInflux = async (): Promise<OpenTarget> => {
  const { url, close } = await startInfluxServer({ token: 'secret', org: 'shop', bucket: 'metrics' });
  const settings = { url, org: 'shop', bucket: 'metrics', tokenSecret: 'influx-token' };
  const ports = { http: httpClient({ privateHttp: true }), secrets: { get: async () => 'secret' }, ...patience };
  return { store: influxMetricStore(settings, ports), history: influxMetricHistory(settings, ports), at: 1_795_237_200_000, close };
};

describe.for([
  ['Timestream', openTimestream],
  ['InfluxDB', openInflux],
] as const)('%s', ([, open]) => {
  let target: OpenTarget;
  beforeAll(async () => {
    target = await open();
  });
  afterAll(async () => {
    await target.close();
    vi.unstubAllEnvs();
  });
  it.for(historyCases.map((each, index) => ({ ...each, metric: `case.${index}` })))('$name', async ({ run, expected, metric }) => {
    expect(await run(target, metric)).toEqual(expected(target.at));
  });
});
