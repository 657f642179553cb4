/** A script of any size, made by seed: some shops under steady load, two of them in trouble, and people who answer. */
import { seededRandom } from '#lib/local/time/seeded-random.ts';
import type { RecordedRequest } from '../recording.ts';
import type { Script } from '../script.ts';
import type { PersonAction } from '../story-file.ts';
import { grouped } from '../text-table.ts';
import { UsageError } from '../usage-error.ts';
import { type Emitted, logsRequest, metricsRequest, tracesRequest } from './otlp-request.ts';
import { logsOf, type Moment, makePod, type Pod, type Service, samplesOf, services, spansOf, type Trouble } from './shop.ts';

export interface LoadSettings {
  /** Signals in all; exactly as many are sent. */
  readonly signals: number;
  /** Another seed, other numbers and texts; the same shape. */
  readonly seed: string;
  /** Milliseconds since the epoch; a morning in November by default. */
  readonly startAt?: number;
}

const someMorning = Date.parse('2026-11-02T09:00:00Z');
const minute = 60_000;
const tickMs = 30_000;
const ticks = 80;
const endsAt = ticks * tickMs + 2 * minute;

const shopNames = ['alder', 'birch', 'cedar', 'dogwood'];
/** A busy pod: four signals a second. */
const signalsPerPodAndTick = 120;
const samplesPerPod = 4;
/** Below this a pod would have nothing to say at some ticks. */
const fewestSignals = 10_000;
const mostSignals = 100_000_000;
/** A collector's batch. */
const signalsPerRequest = 1_000;
/** Of what is no metric sample. */
const shareOfLogs = 0.45;

/** Minutes since the start: what befalls which shop. The detector takes ten minutes to learn what is usual. */
const troubles: readonly {
  readonly shop: string;
  readonly from: number;
  readonly to: number;
  readonly of: Partial<Record<Service, Trouble>>;
}[] = [
  { shop: 'alder', from: 12, to: 30, of: { payment: 'gateway', checkout: 'callers' } },
  { shop: 'birch', from: 15, to: 19, of: { checkout: 'disk' } },
];

/** Far from every timer of the escalation policy, so that a delay of a minute changes nothing. Birch is the latest incident until it is resolved. */
const people: readonly PersonAction[] = [
  { at: 20 * minute, person: 'alex', does: 'acknowledge', by: 'api' },
  { at: 25 * minute, person: 'alex', does: 'resolve', by: 'api' },
  { at: 30 * minute, person: 'sam', does: 'acknowledge', by: 'api' },
  { at: 31 * minute, person: 'sam', does: 'approve', by: 'link' },
];

interface Fleet {
  readonly seed: string;
  readonly startAt: number;
  readonly pods: readonly (Pod & { readonly shop: string; readonly name: string })[];
}

const fleetOf = ({ signals, seed, startAt = someMorning }: LoadSettings): Fleet => {
  const shops = signals < 20_000 ? shopNames.slice(0, 2) : shopNames;
  const perService = Math.max(1, Math.round(signals / ticks / signalsPerPodAndTick / (shops.length * services.length)));
  const indexes = Array.from({ length: perService }, (_, index) => index);
  return {
    seed,
    startAt,
    pods: shops.flatMap((shop) =>
      services.flatMap((service) =>
        indexes.map((index) => ({ ...makePod(shop, service, index), shop, name: `${shop}/${service}/${index}` })),
      ),
    ),
  };
};

const troubleOf = (shop: string, service: Service, sinceStart: number): Trouble =>
  troubles.find((trouble) => trouble.shop === shop && sinceStart > trouble.from * minute && sinceStart <= trouble.to * minute)?.of[
    service
  ] ?? 'none';

/** The part of a number that the `index`-th of `parts` gets: parts add up. */
const portion = (total: number, parts: number, index: number): number =>
  Math.floor((total * (index + 1)) / parts) - Math.floor((total * index) / parts);

interface Kind {
  readonly path: string;
  /** Items of all pods at a tick. */
  readonly count: number;
  /** The request of some pods, each with its count of items. */
  readonly body: (pods: readonly (readonly [Pod, Moment, number])[]) => Buffer;
}

const emitted = <Item>(
  pods: readonly (readonly [Pod, Moment, number])[],
  itemsOf: (pod: Pod, moment: Moment, count: number) => readonly Item[],
): readonly Emitted<Item>[] => pods.map(([pod, moment, count]) => ({ resource: pod.resource, items: itemsOf(pod, moment, count) }));

const kindsOf = (total: number, pods: number): readonly Kind[] => {
  const samples = pods * samplesPerPod;
  const logs = Math.floor((total - samples) * shareOfLogs);
  return [
    { path: '/v1/metrics', count: samples, body: (chosen) => metricsRequest(emitted(chosen, (_, moment) => samplesOf(moment))) },
    { path: '/v1/logs', count: logs, body: (chosen) => logsRequest(emitted(chosen, logsOf)) },
    { path: '/v1/traces', count: total - samples - logs, body: (chosen) => tracesRequest(emitted(chosen, spansOf)) },
  ];
};

const headers = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'gzip',
  'user-agent': 'OpenTelemetry Collector (generated)',
};

/** The requests of a tick, spread over the next; a body is made when it is asked for, the same every time. */
const requestsOf = ({ seed, startAt, pods }: Fleet, tick: number, total: number): readonly RecordedRequest[] => {
  const at = (tick + 1) * tickMs;
  const requests = kindsOf(total, pods.length).flatMap(({ path, count, body }) => {
    const batches = Math.max(1, Math.ceil(count / signalsPerRequest));
    return Array.from({ length: batches }, (_, batch) => {
      const first = Math.floor((pods.length * batch) / batches);
      const chosen = pods.slice(first, Math.floor((pods.length * (batch + 1)) / batches));
      const momentOf = ({ shop, service, name }: Fleet['pods'][number], aheadMs: number): Moment => ({
        ...{ at: startAt + at + aheadMs, lengthMs: tickMs, trouble: troubleOf(shop, service, at) },
        random: seededRandom(`${seed}/${name}/${tick}${path}`),
      });
      return {
        path,
        bodyUnder: (aheadMs: (agent: string) => number) =>
          body(chosen.map((pod, index) => [pod, momentOf(pod, aheadMs(pod.name)), portion(count, pods.length, first + index)] as const)),
      };
    });
  });
  return requests.map(({ path, bodyUnder }, index) => ({
    ...{ at: at + Math.floor((index * tickMs) / requests.length), method: 'POST', path, headers, bodyUnder },
    get body() {
      return bodyUnder(() => 0);
    },
  }));
};

/** UsageError for a number of signals that cannot be generated. */
export const generatedScript = (settings: LoadSettings): Script => {
  const { signals, seed } = settings;
  if (!Number.isInteger(signals) || signals < fewestSignals || signals > mostSignals)
    throw new UsageError(
      `${signals} signals cannot be generated; give a whole number from ${grouped(fewestSignals)} to ${grouped(mostSignals)}`,
    );
  const fleet = fleetOf(settings);
  return {
    title: `Generated load of ${grouped(signals)} signals (seed ${seed})`,
    description:
      'Four shops under steady load. In one the payment gateway stops answering for eighteen minutes, in another a disk is full for four; people acknowledge, resolve and approve the runbook.',
    ...{ startAt: fleet.startAt, endsAt, people, followsPeople: false },
    requests: Array.from({ length: ticks }, (_, tick) => requestsOf(fleet, tick, portion(signals, ticks, tick))).flat(),
  };
};
