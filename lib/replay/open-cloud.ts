/** The local cloud as a replay sees it: the names of one environment, and what its parts hold. */
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { LocalCloudOptions } from '#lib/local/cloud-options.ts';
import { computeCostOf } from './bill/compute-costs.ts';
import type { Remains, ReplayCloud } from './cloud.ts';
import { deployedPolicy } from './deployed-policy.ts';
import { type HeardTimes, hearTimes } from './latency/hear-times.ts';
import { metricTotal } from './metric-total.ts';
import { keepSecrets } from './stand-in-secrets.ts';

/** Signed links carry this address; the real one has another port in every run. */
const publicUrl = 'http://127.0.0.1:4318';

/** Sequence numbers of the stream that consumers have not finished, by consumer. */
const unreadOf = (cloud: LocalCloud, prefix: string): Remains['unread'] =>
  Object.fromEntries(cloud.mappings().map(({ functionName, unfinished }) => [functionName.slice(prefix.length + 1), unfinished]));

/** A finding sent again after the deduplication window is accepted again, and still one finding. */
const distinct = (messages: readonly { readonly id: string; readonly body: string }[]): readonly string[] => [
  ...new Map(messages.map(({ id, body }) => [id, body])).values(),
];

const prefixOf = (environment: string): string => `streamwarden-${environment}`;

/** The stage behind a function's or a workflow's name. */
const stageOf = (name: string, prefix: string): string => (name === '' ? 'shared' : name.slice(prefix.length + 1));

const output = (cloud: LocalCloud, name: string): string => {
  const value = cloud.outputs[name];
  if (value === undefined) throw new Error(`The templates have no output ${name}.`);
  return value;
};

/** `answered_rule` and its kin, by their end. */
const answersOf = (totals: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(totals).flatMap(([name, count]) =>
      name.startsWith('answered_') ? [[name.slice('answered_'.length), count] as const] : [],
    ),
  );

const remainsOf = async (cloud: LocalCloud, prefix: string, heard: HeardTimes | undefined): Promise<Remains> => {
  const records = await cloud.stream(`${prefix}-telemetry`).records();
  const queue = cloud.queue(`${prefix}-findings.fifo`);
  const deadLetters = cloud.queue(`${prefix}-findings-quarantine.fifo`);
  return {
    records: records.map(({ sequenceNumber, data }) => ({ sequenceNumber, data: Buffer.from(data, 'base64') })),
    unread: unreadOf(cloud, prefix),
    archived: cloud.bucket(output(cloud, 'ArchiveBucket')).objects(),
    quarantined: cloud.bucket(output(cloud, 'QuarantineBucket')).objects(),
    findings: distinct(queue.accepted()),
    waiting: queue.messages().map((message) => message.body),
    deadLetters: deadLetters.messages().map((message) => message.body),
    outcomes: cloud.functions().find(({ name }) => name === `${prefix}-route`)?.outcomes ?? new Map(),
    items: await cloud.table(`${prefix}-response`).items(),
    received: Object.fromEntries(
      cloud.functions().map(({ name, metrics }) => [name.slice(prefix.length + 1), metricTotal(metrics, 'Received')]),
    ),
    answered: answersOf(cloud.functions().find(({ name }) => name === `${prefix}-classify`)?.metrics ?? {}),
    policy: deployedPolicy(cloud),
    messages: cloud.standIns.webhook.received(),
    jobs: cloud.standIns.awx.jobs(),
    permissions: cloud.permissions(),
    times: { deliveries: [], invocations: [], ...heard, queued: queue.accepted() },
    usage: cloud.usage().map(({ owner, ...usage }) => ({ ...usage, stage: stageOf(owner, prefix) })),
  };
};

/** A running cloud in the eyes of a replay. */
export const asReplayCloud = (cloud: LocalCloud, environment: string, heard?: HeardTimes): ReplayCloud => ({
  url: cloud.url,
  now: () => cloud.now(),
  request: (request) => cloud.request(request),
  advanceTo: (timeMs) => cloud.advanceTo(timeMs),
  settle: () => cloud.settle(),
  messages: () => cloud.standIns.webhook.received(),
  remains: () => remainsOf(cloud, prefixOf(environment), heard),
  measuredCpu: () => Object.fromEntries([...cloud.measuredCpu()].map(([name, cpu]) => [stageOf(name, prefixOf(environment)), cpu])),
  close: () => cloud.close(),
});

/** A cloud in virtual time, beginning at `startAt` (ms since the epoch). */
export const openReplayCloud = async (
  assembly: string,
  environment: string,
  startAt: number,
  more: Pick<LocalCloudOptions, 'interceptors' | 'amend'> = {},
): Promise<ReplayCloud> => {
  const computeCost = (name: string) => computeCostOf(stageOf(name, prefixOf(environment)));
  const { times, onEvent } = hearTimes((name) => stageOf(name, prefixOf(environment)));
  const options = { assembly, mode: 'deterministic', startAt, publicUrl, computeCost, onEvent, ...more } as const;
  const cloud = await startLocalCloud(options);
  keepSecrets(cloud, deployedPolicy(cloud));
  return asReplayCloud(cloud, environment, times);
};
