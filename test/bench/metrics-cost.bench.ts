/**
 * What a million metric samples cost through the whole pipeline without the metric store, at list prices: the synthesised production
 * environment, metered, with eight resources of 200 series. They come every eight minutes for two hours, as states are written less often
 * the older they are, and then every ten seconds, which counts. With one resource alone it is more: each request is a file in S3.
 * What costs by the hour is not in it.
 */
import { gzipSync } from 'node:zlib';
import { type BillLine, makeBill } from '#lib/replay/bill/bill.ts';
import type { ReplayCloud } from '#lib/replay/cloud.ts';
import { openReplayCloud } from '#lib/replay/open-cloud.ts';
import { synthesise } from '#lib/replay/synthesise.ts';
import { writeProtobuf } from '#test/support/otlp-writer.ts';
import { type Figure, figure } from './figure.ts';
import { randomSource } from './random.ts';

const series = 200;
const resources = 8;
const everyMs = 10_000;
const minuteMs = 60_000;
const countedMinutes = 8;
const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' };
const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });

const bodyAt = (at: number, host: number, random: () => number): Buffer => {
  const write = writeProtobuf['/v1/metrics'] as (json: Readonly<Record<string, unknown>>) => Buffer;
  const dataPoint = (index: number) => ({
    attributes: [attribute('core', String(index)), attribute('mode', 'user')],
    timeUnixNano: `${BigInt(at) * 1_000_000n}`,
    asDouble: 100 + index + 5 * random(),
  });
  const metrics = Array.from({ length: 20 }, (_, metric) => ({
    name: `load.${metric}`,
    gauge: { dataPoints: Array.from({ length: series / 20 }, (_each, index) => dataPoint(metric * 10 + index)) },
  }));
  const resource = { attributes: [attribute('service.name', 'checkout'), attribute('host.name', `node-${host}`)] };
  return gzipSync(write({ resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: 'bench' }, metrics }] }] }));
};

const counts = ({ atRest, unit, service }: BillLine): boolean =>
  !(atRest || unit === 'custom metric-months') && !service.startsWith('Timestream');

const dollarsByService = async (cloud: ReplayCloud): Promise<ReadonlyMap<string, number>> => {
  const sums = new Map<string, number>();
  for (const line of makeBill((await cloud.remains()).usage, 0).lines.filter(counts)) {
    const name = `${line.stage} ${line.service} ${line.unit}`;
    sums.set(name, (sums.get(name) ?? 0) + line.dollars);
  }
  return sums;
};

const send = async (cloud: ReplayCloud, minutes: number, stepMs: number, random: () => number): Promise<void> => {
  const end = cloud.now() + minutes * minuteMs;
  for (let at = cloud.now(); at < end; at += stepMs) {
    await cloud.advanceTo(at);
    const bodies = Array.from({ length: resources }, (_, host) => bodyAt(at, host, random));
    for (const body of bodies) {
      const { status } = await cloud.request({ method: 'POST', path: '/v1/metrics', headers, body });
      if (status !== 200) throw new Error(`/v1/metrics answered ${status}`);
    }
  }
  await cloud.advanceTo(end);
};

export const run = async (): Promise<Figure[]> => {
  const cloud = await openReplayCloud(await synthesise('prod', true, () => {}), 'prod', Date.parse('2025-11-24T16:00:00Z'));
  try {
    const random = randomSource(1);
    await send(cloud, 120, 8 * minuteMs, random);
    const before = await dollarsByService(cloud);
    await send(cloud, countedMinutes, everyMs, random);
    const after = await dollarsByService(cloud);
    const million = 1_000_000 / ((resources * series * countedMinutes * minuteMs) / everyMs);

    const dollars = [...after].reduce((sum, [name, spent]) => sum + spent - (before.get(name) ?? 0), 0);
    return [
      figure({
        name: 'bill/metrics, 200 series every 10 s',
        value: dollars * million,
        unit: 'dollars/million samples',
        floor: 0.05,
        target: 0.02,
        lowerIsBetter: true,
      }),
    ];
  } finally {
    await cloud.close();
  }
};
