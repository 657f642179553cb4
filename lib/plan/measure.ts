/** Measures what one of each thing takes: sends requests of known make through a metered local cloud and looks at what they became. */
import { gunzipSync } from 'node:zlib';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import { base64Bytes } from '#lib/local/meter/item-size.ts';
import type { UnitName } from '#lib/local/meter/prices.ts';
import { monthDays } from '#lib/local/meter/settings.ts';
import { seededRandom } from '#lib/local/time/seeded-random.ts';
import { logsRequest, metricsRequest, type SampleItem, tracesRequest } from '../replay/load/otlp-request.ts';
import { logsOf, type Moment, makePod, type Pod, samplesOf, spansOf } from '../replay/load/shop.ts';
import { type BatchSize, batchSizes, type SignalKind, signalKinds, type UnitCosts } from './unit-costs.ts';

const startAt = Date.parse('2026-11-02T09:00:00Z');
const tickMs = 15_000;
/** After that long even the archive has taken a request's frames. */
const settledMs = 35_000;
/** How often the detector sees each of its series before its state is weighed. */
const warmingRounds = 40;
const warmSeries = 100;

const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' };

const momentOf = (at: number, seed: string): Moment => ({ at, lengthMs: tickMs, trouble: 'none', random: seededRandom(seed) });

/** So many samples, a tick of all gauges after the other. */
const samples = (at: number, count: number): readonly SampleItem[] =>
  Array.from({ length: Math.ceil(count / 4) }, (_, tick) => samplesOf(momentOf(at - tick * 1_000, `samples ${tick}`)))
    .flat()
    .slice(0, count);

const bodies: Readonly<Record<SignalKind, (pod: Pod, at: number, count: number) => Buffer>> = {
  log: (pod, at, count) => logsRequest([{ resource: pod.resource, items: logsOf(pod, momentOf(at, `log ${count}`), count) }]),
  metric: ({ resource }, at, count) => metricsRequest([{ resource, items: samples(at, count) }]),
  span: (pod, at, count) => tracesRequest([{ resource: pod.resource, items: spansOf(pod, momentOf(at, `span ${count}`), count) }]),
};
const paths = { log: '/v1/logs', metric: '/v1/metrics', span: '/v1/traces' } as const;

interface Sent {
  readonly rawBytes: number;
  readonly wireBytes: number;
  readonly frameBytes: number;
  readonly timestreamWrites: number;
}

class Probe {
  readonly #cloud: LocalCloud;
  readonly #prefix: string;

  constructor(cloud: LocalCloud, prefix: string) {
    this.#cloud = cloud;
    this.#prefix = prefix;
  }

  used(unit: UnitName, stage?: string): number {
    const rows = this.#cloud
      .usage()
      .filter((usage) => usage.unit === unit && (stage === undefined || usage.owner === `${this.#prefix}-${stage}`));
    return rows.reduce((sum, { quantity }) => sum + quantity, 0);
  }

  async #streamBytes(): Promise<number> {
    const records = await this.#cloud.stream(`${this.#prefix}-telemetry`).records();
    return records.reduce((sum, { data }) => sum + Buffer.from(data, 'base64').length, 0);
  }

  async post(path: string, body: Buffer): Promise<void> {
    const { status } = await this.#cloud.request({ method: 'POST', path, headers, body });
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    await this.#cloud.advanceTo(this.#cloud.now() + settledMs);
  }

  /** One request of one resource, and all it caused. */
  async send(kind: SignalKind, count: number): Promise<Sent> {
    const body = bodies[kind](makePod('plan', 'payment', count), this.#cloud.now(), count);
    const [frames, writes] = [await this.#streamBytes(), this.used('timestream-writes')];
    await this.post(paths[kind], body);
    return {
      rawBytes: gunzipSync(body).length,
      wireBytes: body.length,
      frameBytes: (await this.#streamBytes()) - frames,
      timestreamWrites: this.used('timestream-writes') - writes,
    };
  }

  /** Bytes of state a series, once the detector knows it. */
  async weighSeries(): Promise<number> {
    const { resource } = makePod('series', 'payment', 0);
    for (let round = 0; round < warmingRounds; round += 1) {
      const random = seededRandom(`series ${round}`);
      const at = BigInt(this.#cloud.now()) * 1_000_000n;
      const items = Array.from({ length: warmSeries }, (_, index) => ({ at, name: `gauge.${index}`, unit: '1', value: 10 + random() }));
      await this.post(paths.metric, metricsRequest([{ resource, items }]));
    }
    const items = await this.#cloud.table(`${this.#prefix}-knowledge`).items();
    // The emulator's bytes are base64.
    const states = items.flatMap(({ pk, data }) => (String(pk).startsWith('series#') ? [base64Bytes(String(data))] : []));
    return Math.max(...states) / warmSeries;
  }

  perInvocation(unit: UnitName, stage: string): number {
    return this.used(unit, stage) / this.used('lambda-requests', stage);
  }
}

const rounded = (value: number, digits = 3): number => Number(value.toPrecision(digits));

const byBatch = (sent: ReadonlyMap<BatchSize, Sent>, of: (one: Sent, batch: BatchSize) => number): Record<BatchSize, number> =>
  Object.fromEntries([...sent].map(([batch, one]) => [batch, rounded(of(one, batch))])) as Record<BatchSize, number>;

interface Measured {
  readonly assembly: string;
  /** Of the environment's names. */
  readonly prefix: string;
  /** How long its metric store keeps samples. */
  readonly magneticDays: number;
}

/** The unit costs of an environment's assembly. */
export const measureUnitCosts = async ({ assembly, prefix, magneticDays }: Measured): Promise<UnitCosts> => {
  const cloud = await startLocalCloud({ assembly, mode: 'deterministic', startAt });
  try {
    const probe = new Probe(cloud, prefix);
    const sent = new Map<SignalKind, Map<BatchSize, Sent>>();
    for (const kind of signalKinds) {
      const own = new Map<BatchSize, Sent>();
      sent.set(kind, own);
      for (const batch of batchSizes) own.set(batch, await probe.send(kind, batch));
    }
    const storedByteMonths = probe.used('timestream-magnetic');
    const records = batchSizes.reduce((sum, batch) => sum + batch, 0);
    const shares = (of: (one: Sent, batch: BatchSize) => number) =>
      Object.fromEntries(signalKinds.map((kind) => [kind, byBatch(sent.get(kind) ?? new Map(), of)])) as UnitCosts['frameShare'];
    return {
      frameShare: shares(({ frameBytes, rawBytes }) => frameBytes / rawBytes),
      wireShare: shares(({ wireBytes, rawBytes }) => wireBytes / rawBytes),
      timestreamWrites: byBatch(sent.get('metric') ?? new Map(), ({ timestreamWrites }, batch) => timestreamWrites / batch),
      storedSampleBytes: rounded(storedByteMonths / (magneticDays / monthDays) / records),
      seriesStateBytes: rounded(await probe.weighSeries()),
      logBytes: {
        ingest: rounded(probe.perInvocation('logs', 'ingest')),
        classify: rounded(probe.perInvocation('logs', 'classify')),
        detect: rounded(probe.perInvocation('logs', 'detect')),
        archive: rounded(probe.perInvocation('logs', 'archive')),
      },
    };
  } finally {
    await cloud.close();
  }
};
