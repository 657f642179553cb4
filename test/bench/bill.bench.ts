/**
 * What a million log signals of 600 bytes cost to take in, at list prices: the synthesised production environment, metered. "In" is API
 * Gateway, the ingest function with its logs, and the stream; "through" is everything the pipeline does with them for as long as it keeps
 * them ready. Lambda's time is the modelled one (decision 0006). What costs by the hour is in neither.
 */
import { gzipSync } from 'node:zlib';
import { type BillLine, makeBill } from '#lib/replay/bill/bill.ts';
import type { ReplayCloud } from '#lib/replay/cloud.ts';
import { openReplayCloud } from '#lib/replay/open-cloud.ts';
import { synthesise } from '#lib/replay/synthesise.ts';
import { writeProtobuf } from '#test/support/otlp-writer.ts';
import { type Figure, figure } from './figure.ts';
import { samples } from './otlp-samples.ts';

interface Logs {
  readonly resourceLogs: readonly [
    { readonly resource: object; readonly scopeLogs: readonly [{ readonly scope: object; readonly logRecords: readonly object[] }] },
  ];
}

const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' };

/** Signals a request, requests, and the most dollars a million signals may cost on their way in. */
const loads = [
  { batch: 100, requests: 100, floor: 0.03 },
  { batch: 1000, requests: 20, floor: 0.012 },
] as const;
type Load = (typeof loads)[number];

/** Requests of the sample's logs; no two alike. */
const bodiesOf = ({ batch, requests }: Load): readonly Buffer[] => {
  const { resourceLogs } = JSON.parse(samples.logs.json.toString('utf8')) as Logs;
  const [{ resource, scopeLogs }] = resourceLogs;
  const [{ scope, logRecords }] = scopeLogs;
  const write = writeProtobuf['/v1/logs'] as (json: Readonly<Record<string, unknown>>) => Buffer;
  return Array.from({ length: requests }, (_, at) => {
    const from = (at * batch) % logRecords.length;
    const told = logRecords.slice(from, from + batch).map((record, row) => {
      const spanId = (at * batch + row + 1).toString(16).padStart(16, '0');
      return { ...record, spanId };
    });
    return gzipSync(write({ resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: told }] }] }));
  });
};

/** A stage's reports cost by the hour that they are there in. */
const byUse = ({ atRest, unit }: BillLine): boolean => !(atRest || unit === 'custom metric-months');
const isIn = ({ stage }: BillLine): boolean => stage === 'ingest';

const dollars = async (cloud: ReplayCloud, which: (line: BillLine) => boolean): Promise<number> => {
  const { lines } = makeBill((await cloud.remains()).usage, 0);
  return lines.filter((line) => byUse(line) && which(line)).reduce((sum, line) => sum + line.dollars, 0);
};

const post = async (cloud: ReplayCloud, body: Buffer): Promise<void> => {
  const { status } = await cloud.request({ method: 'POST', path: '/v1/logs', headers, body });
  if (status !== 200) throw new Error(`/v1/logs answered ${status}`);
};

/** Dollars a million signals, on the way in and through everything. */
const costsOf = async (cloud: ReplayCloud, load: Load): Promise<{ readonly way: number; readonly all: number }> => {
  const before = { way: await dollars(cloud, isIn), all: await dollars(cloud, () => true) };
  for (const body of bodiesOf(load)) await post(cloud, body);
  await cloud.advanceTo(cloud.now() + 60_000);
  const perMillion = 1_000_000 / (load.requests * load.batch);
  return {
    way: ((await dollars(cloud, isIn)) - before.way) * perMillion,
    all: ((await dollars(cloud, () => true)) - before.all) * perMillion,
  };
};

export const run = async (): Promise<Figure[]> => {
  const cloud = await openReplayCloud(await synthesise('prod', true, () => {}), 'prod', Date.parse('2025-11-24T16:00:00Z'));
  try {
    await post(cloud, bodiesOf(loads[0])[0] as Buffer);
    const figures: Figure[] = [];
    for (const load of loads) {
      const { way, all } = await costsOf(cloud, load);
      const common = { unit: 'dollars/million logs', lowerIsBetter: true } as const;
      figures.push(
        figure({ name: `bill/logs in ${load.batch}s/in`, value: way, ...common, floor: load.floor }),
        figure({ name: `bill/logs in ${load.batch}s/through`, value: all, ...common, floor: load.floor * 4 }),
      );
    }
    return figures;
  } finally {
    await cloud.close();
  }
};
