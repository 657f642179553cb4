/** What a real InfluxDB refuses, and what our adapter makes of it. */

import type { InfluxPorts } from '#adapters/influxdb/connection.ts';
import { influxMetricStore } from '#adapters/influxdb/metric-store.ts';
import { metricOf } from '#test/support/signals.ts';
import type { InfluxServer } from './server.ts';

/** What is wrong with it; `name` is a metric's that nobody has. */
export const refusalFaults = async (server: InfluxServer, ports: InfluxPorts, at: number, name: string): Promise<readonly string[]> => {
  const { url, org, bucket, token } = server;
  const settings = { url, org, bucket, tokenSecret: 'token' };
  const faults: string[] = [];
  const path = `/api/v2/write?${new URLSearchParams({ org, bucket, precision: 'ns' })}`;
  const foreign = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Token ${token}` },
    body: `${name} value=1i ${at}000000\n`,
  });
  if (!foreign.ok) faults.push(`a foreign integer was not taken: ${foreign.status}`);

  const gauge = (metric: string, after: number) => ({
    sample: metricOf({ attributes: {} }, at + after, metric, { type: 'gauge', value: 1.5 }),
    version: 1,
  });
  const samples = Array.from({ length: 40 }, (_, index) => gauge(index % 13 === 5 ? name : `${name}.fine`, index * 1_000));
  const { rejected } = await influxMetricStore(settings, ports).write(samples);
  const others = rejected.filter(({ sample }) => sample.name !== name);
  if (rejected.length !== 3 || others.length > 0)
    faults.push(
      `of 40 samples, 3 of a field that is an integer, ${rejected.length} were handed back, ${others.length} of them for nothing`,
    );
  if (!rejected.every(({ reason }) => reason.includes('type conflict'))) faults.push(`the reason is ${rejected[0]?.reason}`);

  const strangers = { ...ports, secrets: { get: async () => 'no-token-of-this-server' } };
  const refused: unknown = await influxMetricStore(settings, strangers)
    .write(samples)
    .catch((error: unknown) => error);
  if (!(refused instanceof Error) || !('status' in refused) || refused.status !== 401)
    faults.push(`a wrong token is answered ${String(refused)}`);
  return faults;
};
