/** The limits a load comes up against, each with its number, its source, and whether AWS raises it on request. */
import type { Settings } from '../constructs/settings.ts';
import type { Projection } from './project.ts';

export interface Quota {
  readonly name: string;
  readonly limit: number;
  readonly demand: number;
  readonly per: string;
  readonly source: string;
  /** Set in cdk.json, not by AWS. */
  readonly own?: boolean;
}

const daySeconds = 86_400;

/** Demand in the limit's own measure. */
export const quotasOf = ({ load, packing, functions, stream, lines }: Omit<Projection, 'quotas'>, settings: Settings): readonly Quota[] => {
  const concurrency = functions.reduce((sum, { concurrency: own }) => sum + own, 0);
  const archived = functions.find(({ stage }) => stage === 'archive')?.invocations ?? 0;
  const seconds = load.days * daySeconds;
  const total = (unit: string): number =>
    lines.filter((line) => line.unit === unit).reduce((sum, { quantity }) => sum + quantity, 0) / seconds;
  const provisioned = stream.kind !== 'on-demand';
  return [
    {
      ...{ name: 'our own throttle of the API (api.requestsPerSecond)', limit: settings.api.requestsPerSecond, demand: packing.requests },
      ...{ per: 'requests/s', source: 'cdk.json', own: true },
    },
    {
      ...{ name: 'API Gateway requests, account and region', limit: 10_000, demand: packing.requests, per: 'requests/s' },
      source: 'API Gateway quotas, "Throttle quota per account, per Region" [D]',
    },
    {
      ...{ name: 'Lambda concurrent executions', limit: 1_000, demand: concurrency, per: 'environments' },
      source: 'Lambda quotas, "Concurrent executions" [D]',
    },
    {
      ...{
        name: 'Lambda requests of a function: ten a second for each concurrent execution',
        limit: 10_000,
        demand: packing.requests,
        per: 'requests/s',
      },
      source: 'Lambda quotas, "Invocation requests per Region" [D]',
    },
    {
      ...{ name: 'Lambda’s event: a request as base64', limit: 6, demand: (packing.requestBytes * 4) / 3 / 1024 / 1024, per: 'MB' },
      source: 'Lambda quotas, "Invocation payload" [D]',
    },
    ...(provisioned
      ? [
          {
            ...{ name: 'Kinesis shards', limit: 20_000, demand: stream.shards, per: 'shards' },
            source: 'Kinesis quotas, us-east-1 [D]; 1,000 or 6,000 in most other regions',
          },
        ]
      : [
          {
            ...{ name: 'Kinesis on-demand stream, writing', limit: 10 * 1024, demand: packing.streamBytes / 1024 / 1024, per: 'MB/s' },
            source: 'Kinesis quotas, us-east-1 [S]; 200 MB/s in most other regions',
          },
        ]),
    {
      ...{ name: 'DynamoDB writes of a table on demand', limit: 40_000, demand: total('write request units'), per: 'units/s' },
      source: 'DynamoDB quotas, "Table-level write throughput" [D]',
    },
    {
      ...{ name: 'S3 puts under one prefix', limit: 3_500, demand: archived, per: 'requests/s' },
      source: 'S3 User Guide, "Optimizing performance" [D]',
    },
    {
      ...{ name: 'SQS FIFO, high throughput', limit: 70_000, demand: total('FIFO requests (64 KB)'), per: 'requests/s' },
      source: 'SQS quotas, us-east-1 [S]',
    },
    {
      ...{ name: 'Step Functions state transitions', limit: 5_000, demand: total('state transitions'), per: 'transitions/s' },
      source: 'Step Functions quotas, us-east-1 [D]',
    },
    {
      ...{ name: 'Step Functions executions started', limit: 300, demand: (load.incidentsPerDay * 2) / daySeconds, per: 'a second' },
      source: 'Step Functions quotas, us-east-1 [D]',
    },
  ];
};

/** Whether a quota is out of reach for a projection. */
const isBroken = ({ demand, limit }: Quota): boolean => demand > limit;

export interface Reach {
  readonly quota: Quota;
  /** Signals a second at which it is hit; undefined when more signals never do. */
  readonly hitAt: number | undefined;
}

const mostSignals = 1e12;
const leastSignals = 1e-3;
const steps = 100;
/** How near two rates are when the search ends, and the digits of it that are told. */
const near = 1 + 1e-8;
const digits = 5;

/** For each quota the rate at which the same load, with more signals a second, would hit it; the lowest first. */
export const reachOf = (quotas: readonly Quota[], quotasAt: (signalsPerSecond: number) => readonly Quota[]): readonly Reach[] => {
  const broken = (name: string, rate: number): boolean => quotasAt(rate).some((quota) => quota.name === name && isBroken(quota));
  const reached = quotas.map((quota): Reach => {
    if (!broken(quota.name, mostSignals)) return { quota, hitAt: undefined };
    let [below, above] = [leastSignals, mostSignals];
    for (let step = 0; step < steps && above / below > near; step += 1) {
      const middle = Math.sqrt(below * above);
      if (broken(quota.name, middle)) above = middle;
      else below = middle;
    }
    return { quota, hitAt: Number(above.toPrecision(digits)) };
  });
  return reached.sort((a, b) => (a.hitAt ?? Number.POSITIVE_INFINITY) - (b.hitAt ?? Number.POSITIVE_INFINITY));
};
