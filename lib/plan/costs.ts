/** What a load would cost, line by line: counted units a second or an hour, priced as a bill prices them. */
import { monthHours, priced, prices, type UnitName } from '#lib/local/meter/prices.ts';
import { monthDays } from '#lib/local/meter/settings.ts';
import type { Settings } from '../constructs/settings.ts';
import { grouped } from '../replay/text-table.ts';
import { atRest, grownState, stateEverySeconds } from './deployed-settings.ts';
import type { FunctionPlan } from './functions.ts';
import { incidentUnits } from './incident-units.ts';
import { atBatch } from './interpolate.ts';
import type { Load } from './load.ts';
import type { Packing } from './packing.ts';
import { consumerCount, type StreamPlan } from './stream.ts';
import type { UnitCosts } from './unit-costs.ts';

export interface CostLine {
  readonly service: string;
  readonly unit: string;
  /** Units in the whole time. */
  readonly quantity: number;
  readonly dollars: number;
  /** Costs as much when nothing comes in. */
  readonly atRest: boolean;
  readonly formula: string;
}

interface Basis {
  readonly load: Load;
  readonly packing: Packing;
  readonly functions: readonly FunctionPlan[];
  readonly stream: StreamPlan;
  readonly settings: Settings;
  readonly costs: UnitCosts;
}

/** A quantity of a unit, before its scale: by the second or by the hour. */
interface Flow {
  readonly unit: UnitName;
  readonly perSecond?: number;
  readonly perHour?: number;
  readonly atRest?: boolean;
  readonly why: string;
}

const daySeconds = 86_400;
const putUnitBytes = 25 * 1024;
const kilobyte = 1024;
const apiUnitBytes = 512 * kilobyte;
const writeUnitBytes = 1024;
const includedHours = 24;
/** Of the stages' reports: 24 metrics with their dimensions in the story of `npm run replay`. */
const customMetrics = 24;
/** S3 cools nothing smaller [D]. */
const cooledBytes = 128 * kilobyte;
/** Lambda's five pollers of each of the two queues, three times a minute each [S]. */
const idlePollsPerHour = 1_800;

const kinesis = ({ packing, stream, settings }: Basis): readonly Flow[] => {
  const { frames, streamBytes, meanOf } = packing;
  const extraHours = Math.max(0, settings.stream.retentionHours - includedHours);
  if (stream.kind === 'on-demand') {
    const rounded = frames * meanOf((bytes) => Math.ceil(bytes / kilobyte) * kilobyte);
    return [
      { unit: 'kinesis-stream-hours', perHour: 1, atRest: true, why: 'one stream' },
      { unit: 'kinesis-in', perSecond: rounded, why: 'frames in whole KB' },
      { unit: 'kinesis-out', perSecond: streamBytes * consumerCount, why: 'frames, to three consumers' },
      { unit: 'kinesis-kept', perSecond: (rounded * extraHours) / monthHours, why: `${extraHours} h longer than a day` },
    ];
  }
  const units = frames * meanOf((bytes) => Math.ceil(bytes / putUnitBytes));
  return [
    { unit: 'kinesis-shard-hours', perHour: stream.shards, atRest: true, why: `${grouped(stream.shards)} shards` },
    ...(extraHours > 0
      ? [
          {
            unit: 'kinesis-extended-shard-hours',
            perHour: stream.shards,
            atRest: true,
            why: `${settings.stream.retentionHours} h of retention`,
          } as const,
        ]
      : []),
    { unit: 'kinesis-put-units', perSecond: units, why: 'frames in units of 25 KB' },
    ...(stream.kind === 'enhanced'
      ? ([
          { unit: 'kinesis-fan-out-shard-hours', perHour: stream.shards * consumerCount, atRest: true, why: 'three consumers a shard' },
          { unit: 'kinesis-fan-out', perSecond: streamBytes * consumerCount, why: 'frames, to three consumers' },
        ] as const)
      : []),
  ];
};

const lambda = ({ functions }: Basis): readonly Flow[] =>
  functions.flatMap(({ stage, invocations, concurrency, memoryMb }): readonly Flow[] => [
    { unit: 'lambda-requests', perSecond: invocations, why: stage },
    {
      unit: 'lambda-compute',
      perSecond: concurrency * 1_000 * memoryMb,
      why: `${stage}: ${concurrency.toFixed(2)} at once with ${memoryMb} MB`,
    },
  ]);

const detectorState = ({ load, costs }: Basis): readonly Flow[] => {
  const resources = load.series / load.seriesPerResource;
  const bytes = load.seriesPerResource * costs.seriesStateBytes * grownState;
  const units = Math.max(1, Math.ceil(bytes / writeUnitBytes));
  return [
    {
      unit: 'dynamodb-writes',
      perSecond: (resources * units) / stateEverySeconds(bytes),
      why: `${grouped(Math.round(resources))} resources × ${units} KB of detector state every ${stateEverySeconds(bytes) / 60} min`,
    },
    { unit: 'dynamodb-kept', perHour: (resources * bytes) / monthHours, why: 'detector state' },
    { unit: 'dynamodb-recovery', perHour: (resources * bytes) / monthHours, why: 'detector state, recoverable' },
  ];
};

const metricStore = ({ load, packing, settings, costs }: Basis): readonly Flow[] => {
  if (settings.metricStore !== 'timestream') return [];
  const samples = load.signalsPerSecond * load.mix.metric;
  const bytes = samples * costs.storedSampleBytes;
  const { memoryHours, magneticDays } = settings.timestream;
  return [
    {
      unit: 'timestream-writes',
      perSecond: samples * atBatch(costs.timestreamWrites, packing.perFrame),
      why: `${grouped(Math.round(samples))} samples a second`,
    },
    { unit: 'timestream-memory', perSecond: (bytes * memoryHours) / monthHours, why: `samples for ${memoryHours} h` },
    { unit: 'timestream-magnetic', perSecond: (bytes * magneticDays) / monthDays, why: `samples for ${magneticDays} days` },
  ];
};

/** As lib/constructs/private-bucket.ts cools the archive down. */
const archive = ({ packing, functions, settings }: Basis): readonly Flow[] => {
  const objects = functions.find(({ stage }) => stage === 'archive')?.invocations ?? 0;
  const { expireDays } = settings.archive;
  const isCooled = objects > 0 && packing.streamBytes / objects >= cooledBytes;
  const standardDays = isCooled ? Math.min(30, expireDays) : expireDays;
  const infrequentDays = isCooled ? Math.max(0, Math.min(90, expireDays) - 30) : 0;
  const coldDays = isCooled ? Math.max(0, expireDays - 90) : 0;
  const kept = (unit: UnitName, days: number): readonly Flow[] =>
    days === 0 ? [] : [{ unit, perSecond: (packing.streamBytes * days) / monthDays, why: `frames for ${days} days` }];
  return [
    { unit: 's3-writes', perSecond: objects, why: 'an object a batch of the archive' },
    ...kept('s3-kept', standardDays),
    ...kept('s3-kept-infrequent', infrequentDays),
    ...kept('s3-kept-archive', coldDays),
    ...(infrequentDays > 0 ? [{ unit: 's3-cooling-infrequent', perSecond: objects, why: 'objects past 30 days' } as const] : []),
    ...(coldDays > 0 ? [{ unit: 's3-cooling-archive', perSecond: objects, why: 'objects past 90 days' } as const] : []),
  ];
};

const logs = ({ functions, settings, costs }: Basis): readonly Flow[] => {
  const bytes = functions.reduce((sum, { stage, invocations }) => sum + invocations * costs.logBytes[stage], 0);
  return [
    { unit: 'logs', perSecond: bytes, why: 'what invocations and requests leave in the logs' },
    { unit: 'logs-kept', perSecond: (bytes * settings.logRetentionDays) / monthDays, why: `for ${settings.logRetentionDays} days` },
    { unit: 'custom-metrics', perHour: customMetrics, why: `${customMetrics} metrics of the stages` },
  ];
};

const incidents = ({ load }: Basis): readonly Flow[] =>
  Object.entries(incidentUnits).map(([unit, quantity]) => ({
    unit: unit as UnitName,
    perSecond: (load.incidentsPerDay * quantity) / daySeconds,
    why: `${load.incidentsPerDay} incidents a day × ${grouped(quantity)}`,
  }));

const fixed: readonly Flow[] = [
  { unit: 'alarms', perHour: atRest.alarms, atRest: true, why: `${atRest.alarms} alarms` },
  { unit: 'dashboards', perHour: atRest.dashboards, atRest: true, why: 'one dashboard' },
  { unit: 'secrets', perHour: atRest.secrets, atRest: true, why: `${atRest.secrets} secrets` },
  { unit: 'sqs-polls', perHour: idlePollsPerHour, atRest: true, why: 'Lambda polls the queues of findings and timers' },
];

const api = ({ packing }: Basis): Flow => ({
  unit: 'api-requests',
  perSecond: packing.requests * Math.ceil(packing.requestBytes / apiUnitBytes),
  why: `${packing.requests.toFixed(1)} requests a second in units of 512 KB`,
});

const lineOf = (days: number, { unit, perSecond = 0, perHour = 0, atRest: rests = false, why }: Flow): CostLine => {
  const { quantity, dollars } = priced(unit, perSecond * days * daySeconds + perHour * days * 24);
  const price = prices[unit].dollars;
  return {
    ...{ service: prices[unit].service, unit: prices[unit].unit, quantity, dollars, atRest: rests },
    formula: `${why}: ${grouped(Math.round(quantity))} × $${price < 0.001 ? `${Number((price * 1e6).toPrecision(6))} / million` : price}`,
  };
};

/** The lines of a load's bill, in the order of the way in. */
export const costsOf = (basis: Basis): readonly CostLine[] =>
  [
    api(basis),
    ...lambda(basis),
    ...kinesis(basis),
    ...detectorState(basis),
    ...metricStore(basis),
    ...archive(basis),
    ...logs(basis),
    ...incidents(basis),
    ...fixed,
  ]
    .map((flow) => lineOf(basis.load.days, flow))
    .filter(({ quantity }) => quantity > 0);
