/**
 * What a million log signals of some 600 bytes cost to take in, at list prices: the synthesised production environment, metered. "In" is API
 * Gateway, the ingest function and the put into the stream; "told" adds what ingest writes about itself and the stream's retention past a
 * day; "through" is everything the pipeline does with them for as long as it keeps them ready. Lambda's time is the modelled one (decision
 * 0006). What costs by the hour is in none.
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
const isTold = ({ stage }: BillLine): boolean => stage === 'ingest';
const isIn = (line: BillLine): boolean => isTold(line) && line.service !== 'CloudWatch' && !line.unit.startsWith('GB-months');

const dollars = async (cloud: ReplayCloud, which: (line: BillLine) => boolean): Promise<number> => {
  const { lines } = makeBill((await cloud.remains()).usage, 0);
  return lines.filter((line) => byUse(line) && which(line)).reduce((sum, line) => sum + line.dollars, 0);
};

const post = async (cloud: ReplayCloud, body: Buffer): Promise<void> => {
  const { status } = await cloud.request({ method: 'POST', path: '/v1/logs', headers, body });
  if (status !== 200) throw new Error(`/v1/logs answered ${status}`);
};

const parts = { in: isIn, told: isTold, through: () => true } as const;
type Part = keyof typeof parts;
const partNames = Object.keys(parts) as Part[];

const dollarsByPart = async (cloud: ReplayCloud): Promise<Record<Part, number>> => {
  const entries = await Promise.all(partNames.map(async (part) => [part, await dollars(cloud, parts[part])] as const));
  return Object.fromEntries(entries) as Record<Part, number>;
};

/** Dollars a million signals. */
const costsOf = async (cloud: ReplayCloud, load: Load): Promise<Record<Part, number>> => {
  const before = await dollarsByPart(cloud);
  for (const body of bodiesOf(load)) await post(cloud, body);
  await cloud.advanceTo(cloud.now() + 60_000);
  const after = await dollarsByPart(cloud);
  const signals = load.requests * load.batch;
  return Object.fromEntries(partNames.map((part) => [part, ((after[part] - before[part]) * 1_000_000) / signals])) as Record<Part, number>;
};

/** How many times the floor of the way in each part may cost. */
const widths = { in: 1, told: 1.25, through: 4 } as const;

export const run = async (): Promise<Figure[]> => {
  const cloud = await openReplayCloud(await synthesise('prod', true, () => {}), 'prod', Date.parse('2025-11-24T16:00:00Z'));
  try {
    await post(cloud, bodiesOf(loads[0])[0] as Buffer);
    const figures: Figure[] = [];
    for (const load of loads) {
      const costs = await costsOf(cloud, load);
      for (const part of partNames)
        figures.push(
          figure({
            name: `bill/logs in ${load.batch}s/${part}`,
            value: costs[part],
            unit: 'dollars/million logs',
            floor: load.floor * widths[part],
            lowerIsBetter: true,
          }),
        );
    }
    return figures;
  } finally {
    await cloud.close();
  }
};
