/** What ingest costs: ratios to JSON.parse of the equivalent OTLP/JSON in the same process, and a frame's size. */

import { createGuards } from '#functions/ingest/guards.ts';
import { inflate } from '#functions/ingest/inflate.ts';
import { influx } from '#functions/ingest/influx/receiver.ts';
import { ingest } from '#functions/ingest/ingest.ts';
import { otlp } from '#functions/ingest/otlp/receiver.ts';
import { prometheusRemoteWrite } from '#functions/ingest/prometheus-remote-write/receiver.ts';
import type { EncodedFrame } from '#kernel/frame.ts';
import { decodeFrame } from '#kernel/frame-codec.ts';
import type { FrameSink } from '#kernel/ports.ts';
import { cpuSeconds, type Figure, figure } from './figure.ts';
import { lines, samePoints } from './line-samples.ts';
import { logBatches, type Sample, samples } from './otlp-samples.ts';
import { remoteWrite } from './remote-write-samples.ts';

const receivedAt = 1_764_000_100_000;
const silent = () => {};
const log = { info: silent, warn: silent, error: silent };

const requestOf = (sample: Sample) => ({
  id: 'bench',
  method: 'POST',
  path: sample.path,
  headers: { 'content-type': 'application/x-protobuf' },
  query: {},
  body: sample.protobuf,
});

/** Limits no benchmark reaches, and tables that answer at once. */
const limits = { requestsPerMinute: 1e12, signalsPerMinute: 1e12, bytesPerDay: 1e15 };
const clock = { now: () => receivedAt };
const guards = () =>
  createGuards(
    { ...limits, windowSeconds: 300, shared: 'events' },
    {
      clock,
      log,
      quotas: { lease: async (_agent, _window, amounts) => amounts },
      claims: { claim: async () => 'new', confirm: async () => {}, release: async () => {} },
    },
  );

/** All of ingest but the put, which is the network's: admit, decode, enrich, sanitise, frame, know retries, answer. */
const wholeIngest = (sink: FrameSink): ((sample: Sample) => Promise<void>) => {
  const ports = { sink, clock, log, hashKey: async () => 'bench-key', ...guards() };
  let sent = 0;
  return async (sample) => {
    sent += 1;
    // Nothing is sent twice: what is known from before is not stored.
    const request = { ...requestOf(sample), id: `bench-${sent}`, agent: 'bench', query: { sent: String(sent) } };
    const { answer } = await ingest(request, ports);
    if (answer.status !== 200) throw new Error(`${sample.path} answered ${answer.status}`);
  };
};

/** One after the other, and from the first again. */
const inTurn = <Item>(items: readonly Item[]): (() => Item) => {
  let at = -1;
  return () => {
    at = (at + 1) % items.length;
    return items[at] as Item;
  };
};

/** Whole ingest is much code: the engine compiles parts of it anew for the first five seconds, and compilers' time counts. A worker is past it after some hundred requests. */
const warmCalls = 600;
/** Rounds over some ten seconds: neighbours of a machine are loud for a second or two. */
const patient = { warmUp: 6, rounds: 25 };

const figuresOf = async (name: string, batches: readonly Sample[]): Promise<Figure[]> => {
  const frames: EncodedFrame[] = [];
  const [sample] = batches as readonly [Sample, ...Sample[]];
  await wholeIngest({
    put: async (put) => {
      frames.push(...put);
    },
  })(sample);
  const next = inTurn(batches);
  const nextText = inTurn(batches.map(({ json }) => json.toString('utf8')));
  const whole = wholeIngest({ put: async () => {} });
  for (let call = 0; call < warmCalls; call += 1) await whole(next());
  const seconds = await cpuSeconds(
    {
      parse: () => JSON.parse(nextText()) as unknown,
      decode: () => otlp.decode({ ...requestOf(next()), receivedAt }),
      whole: () => whole(next()),
      unpack: () => frames.map((frame) => decodeFrame(frame.data)),
    },
    patient,
  );
  const bytes = frames.reduce((sum, frame) => sum + frame.data.length, 0) / sample.count;
  const figures = [
    figure({ name: `ingest/${name}/decode-to-json-parse`, value: seconds.parse / seconds.decode, unit: 'ratio', floor: 1, target: 1.5 }),
    figure({ name: `ingest/${name}/whole-to-json-parse`, value: seconds.parse / seconds.whole, unit: 'ratio', floor: 0.27, target: 0.45 }),
    figure({ name: `ingest/${name}/unpack-to-json-parse`, value: seconds.parse / seconds.unpack, unit: 'ratio', floor: 1.5, target: 1.5 }),
    figure({ name: `ingest/${name}/frame-bytes`, value: bytes, unit: 'bytes/signal', floor: 160, target: 135, lowerIsBetter: true }),
  ];
  if (name !== 'logs') return figures;
  const rate = {
    name: 'ingest/logs/per-cpu-second',
    value: sample.count / seconds.whole,
    unit: 'signals/s',
    // The ratios above judge; this one depends on the machine and on what else it does.
    floor: 25_000,
    target: 75_000,
  };
  return [...figures, figure(rate)];
};

/** A thousand lines against the same points as OTLP/JSON. */
const lineProtocol = async (): Promise<Figure> => {
  const request = { method: 'POST', path: '/api/v2/write', headers: {}, query: {}, body: lines, receivedAt };
  const { parse, decode } = await cpuSeconds({ parse: () => JSON.parse(samePoints) as unknown, decode: () => influx.decode(request) });
  return figure({ name: 'ingest/line-protocol/decode-to-json-parse', value: parse / decode, unit: 'ratio', floor: 1.4, target: 1.5 });
};

/** Remote write out of its snappy, against the same points in OTLP/JSON. */
const remoteWriteFigures = async (): Promise<Figure[]> => {
  const text = samples.metrics.json.toString('utf8');
  const decode = (body: Uint8Array, proto: string) => () =>
    prometheusRemoteWrite.decode({
      method: 'POST',
      path: '/api/v1/write',
      headers: { 'content-type': `application/x-protobuf;proto=${proto}` },
      query: {},
      body: inflate(body, 'snappy'),
      receivedAt,
    });
  const seconds = await cpuSeconds({
    parse: () => JSON.parse(text) as unknown,
    one: decode(remoteWrite[1], 'prometheus.WriteRequest'),
    two: decode(remoteWrite[2], 'io.prometheus.write.v2.Request'),
  });
  return (['one', 'two'] as const).map((version, at) =>
    figure({
      name: `ingest/remote-write-${at + 1}/decode-to-json-parse`,
      value: seconds.parse / seconds[version],
      unit: 'ratio',
      // 1.0 writes every label out with every series, where OTLP/JSON says the resource once.
      floor: version === 'one' ? 1 : 1.3,
      target: 1.5,
    }),
  );
};

export const run = async (): Promise<Figure[]> => {
  const figures: Figure[] = [];
  figures.push(...(await figuresOf('logs', logBatches)));
  for (const name of ['metrics', 'traces'] as const) figures.push(...(await figuresOf(name, [samples[name]])));
  return [...figures, await lineProtocol(), ...(await remoteWriteFigures())];
};
