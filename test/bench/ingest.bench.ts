/** What ingest costs: ratios to JSON.parse of the equivalent OTLP/JSON in the same process, and a frame's size. */

import { frameSignals } from '#functions/ingest/frame-signals.ts';
import { inflate } from '#functions/ingest/inflate.ts';
import { influx } from '#functions/ingest/influx/receiver.ts';
import { ingest } from '#functions/ingest/ingest.ts';
import { otlp } from '#functions/ingest/otlp/receiver.ts';
import { prepare } from '#functions/ingest/prepare.ts';
import { prometheusRemoteWrite } from '#functions/ingest/prometheus-remote-write/receiver.ts';
import type { EncodedFrame } from '#kernel/frame.ts';
import { decodeFrame } from '#kernel/frame-codec.ts';
import { cpuSeconds, type Figure, figure } from './figure.ts';
import { lines, samePoints } from './line-samples.ts';
import { type Sample, samples } from './otlp-samples.ts';
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

/** Decode, enrich, sanitise, frame: all of ingest but the put, which is the network's. */
const wholeIngest = (sample: Sample): readonly EncodedFrame[] => {
  const decoded = otlp.decode({ ...requestOf(sample), receivedAt });
  return frameSignals(prepare(decoded.signals, receivedAt, 'bench-key').signals, 'bench', receivedAt).frames;
};

/** Whole ingest is much code, and a call takes long: it is compiled after some hundred calls, not some ten. */
const patient = { warmUp: 20 };

const figuresOf = async (name: string, sample: Sample): Promise<Figure[]> => {
  const frames: EncodedFrame[] = [];
  const sink = {
    put: async (put: readonly EncodedFrame[]) => {
      frames.push(...put);
    },
  };
  await ingest(requestOf(sample), { sink, clock: { now: () => receivedAt }, log, hashKey: async () => 'bench-key' });
  const text = sample.json.toString('utf8');
  const request = { ...requestOf(sample), receivedAt };
  const seconds = cpuSeconds(
    {
      parse: () => JSON.parse(text) as unknown,
      decode: () => otlp.decode(request),
      whole: () => wholeIngest(sample),
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
const lineProtocol = (): Figure => {
  const request = { method: 'POST', path: '/api/v2/write', headers: {}, query: {}, body: lines, receivedAt };
  const { parse, decode } = cpuSeconds({ parse: () => JSON.parse(samePoints) as unknown, decode: () => influx.decode(request) });
  return figure({ name: 'ingest/line-protocol/decode-to-json-parse', value: parse / decode, unit: 'ratio', floor: 1.4, target: 1.5 });
};

/** Remote write out of its snappy, against the same points in OTLP/JSON. */
const remoteWriteFigures = (): Figure[] => {
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
  const seconds = cpuSeconds({
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
  for (const [name, sample] of Object.entries(samples)) figures.push(...(await figuresOf(name, sample)));
  return [...figures, lineProtocol(), ...remoteWriteFigures()];
};
