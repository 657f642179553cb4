/** A plan as a person reads it: what it costs by service, what it needs, and what it runs into. */
import { dollarsText } from '../replay/bill/dollars-text.ts';
import type { Paint } from '../replay/paint.ts';
import { heading, width } from '../replay/report-style.ts';
import { clipped, columns, counted, grouped } from '../replay/text-table.ts';
import type { CostLine } from './costs.ts';
import type { Projection } from './project.ts';
import type { Reach } from './quotas.ts';

const total = (lines: readonly CostLine[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);
const whole = (value: number): string => (value >= 100 ? grouped(Math.round(value)) : Number(value.toPrecision(3)).toString());
const percent = (share: number): string => `${Math.round(share * 100)} %`;

const opening = ({ load, dollars }: Projection, paint: Paint): readonly string[] => {
  const { signalsPerSecond, batch, signalBytes, mix, series, days } = load;
  const perMillion = (dollars / (signalsPerSecond * days * 86_400)) * 1_000_000;
  return [
    paint.bold(`${grouped(signalsPerSecond)} signals a second, ${grouped(batch)} a request, ${grouped(signalBytes)} bytes each`),
    `${percent(mix.log)} logs, ${percent(mix.metric)} metric samples, ${percent(mix.span)} spans; ${grouped(series)} series; ${counted(load.incidentsPerDay, 'incident')} a day`,
    `${paint.bold(`${dollarsText(dollars)} in ${counted(days, 'day')}`)}: ${dollarsText(perMillion)} per million signals, at list prices of us-east-1 without discounts or free allowances`,
  ];
};

const costs = ({ lines, dollars }: Projection, paint: Paint): readonly string[] => {
  const services = [...Map.groupBy(lines, ({ service }) => service)].sort(([, a], [, b]) => total(b) - total(a));
  const rows = services.map(([service, own]) => {
    const dearest = own.toSorted((a, b) => b.dollars - a.dollars).slice(0, 2);
    const units = [...new Set(dearest.map(({ unit }) => unit))].map((unit) => {
      const quantity = own.filter((line) => line.unit === unit).reduce((sum, line) => sum + line.quantity, 0);
      return `${whole(quantity)} ${unit}`;
    });
    return [`  ${service}`, dollarsText(total(own)), percent(total(own) / dollars), units.join(', ')];
  });
  const [head = '', ...table] = columns([['  service', 'dollars', 'share', 'above all for'], ...rows], ['left', 'right', 'right']);
  return [...heading(paint, 'Cost'), paint.dim(head), ...table.map((line) => clipped(line, width))];
};

const kinds = { shared: 'provisioned, shared consumers', enhanced: 'provisioned, enhanced fan-out', 'on-demand': 'on demand' } as const;

const needs = ({ packing, stream, lanes, functions }: Projection, paint: Paint): readonly string[] => {
  const shards = stream.kind === 'on-demand' ? `about ${grouped(stream.shards)} shards behind it` : counted(stream.shards, 'shard');
  const rows = [
    ['  requests', `${whole(packing.requests)} a second of ${whole(packing.requestBytes / 1024)} KB`],
    [
      '  stream',
      `${kinds[stream.kind]}: ${shards}, ${whole(packing.streamBytes / 1024 / 1024)} MB/s in ${whole(packing.frames)} records a second`,
    ],
    ['  batches at once', `${lanes} a shard (stream.parallelization)`],
    ...functions.map(({ stage, invocations, msPerInvocation, concurrency, memoryMb }) => [
      `  ${stage}`,
      `${whole(concurrency)} at once: ${whole(invocations)} invocations a second of ${whole(msPerInvocation)} ms with ${memoryMb} MB`,
    ]),
  ];
  return [...heading(paint, 'What it needs'), ...columns(rows)];
};

const quotas = (reaches: readonly Reach[], signalsPerSecond: number, paint: Paint): readonly string[] => {
  const reachable = reaches.filter(({ hitAt }) => hitAt !== undefined);
  const rows = reachable.map(({ quota: { name, limit, demand, per }, hitAt = 0 }) => [
    `  ${whole(hitAt)}`,
    percent(demand / limit),
    `${name}: ${whole(demand)} of ${grouped(limit)} ${per}`,
  ]);
  const [head = '', ...table] = columns([['  hit at signals/s', 'used', 'quota'], ...rows], ['left', 'right']);
  const firstOfAws = reachable.find(({ quota }) => !quota.own);
  const aside =
    firstOfAws === undefined
      ? 'none is ever hit'
      : `AWS’s first: ${firstOfAws.quota.name} at ${whole(firstOfAws.hitAt ?? 0)} signals a second`;
  return [
    ...heading(paint, 'Quotas', aside),
    paint.dim(head),
    ...table.map((line, index) => ((reachable[index]?.hitAt ?? 0) <= signalsPerSecond ? paint.bad(line) : line)),
    ...reaches
      .filter(({ quota, hitAt }) => hitAt === undefined && quota.demand > quota.limit)
      .map(({ quota }) => paint.bad(`  ${quota.name}: ${whole(quota.demand)} of ${quota.limit} ${quota.per}`)),
  ];
};

const working = ({ notes, lines }: Projection, reaches: readonly Reach[], paint: Paint): readonly string[] => [
  ...heading(paint, 'How it was worked out'),
  ...notes.flatMap(({ name, formula, numbers, value }) => [`  ${name} = ${formula}`, paint.dim(`    = ${numbers} = ${whole(value)}`)]),
  ...heading(paint, 'Lines of the bill'),
  ...columns(
    lines.map(({ service, unit, dollars, formula }) => [`  ${service}`, unit, dollarsText(dollars), formula]),
    ['left', 'left', 'right'],
  ),
  ...heading(paint, 'Sources of the quotas'),
  ...reaches.map(({ quota }) => `  ${quota.name}: ${grouped(quota.limit)} ${quota.per}, ${quota.source}`),
];

/** Ends in a newline. */
export const planText = (projection: Projection, reaches: readonly Reach[], explain: boolean, paint: Paint): string => {
  const lines = [
    ...opening(projection, paint),
    ...costs(projection, paint),
    ...needs(projection, paint),
    ...quotas(reaches, projection.load.signalsPerSecond, paint),
    ...(explain ? working(projection, reaches, paint) : []),
  ];
  return `${lines.join('\n')}\n`;
};
