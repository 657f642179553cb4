/** Receivers of protobuf, each against a slow reader that was written apart, and the slow reader against protobufjs. */
import { isDeepStrictEqual } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { inflate } from '#functions/ingest/inflate.ts';
import { otlp } from '#functions/ingest/otlp/receiver.ts';
import { prometheusRemoteWrite } from '#functions/ingest/prometheus-remote-write/receiver.ts';
import type { Decoded, Receiver } from '#kernel/receiver.ts';
import { otlpJson, otlpRequests } from '#test/support/otlp-oracle.ts';
import { smallOtlp } from '#test/support/otlp-small-samples.ts';
import { remoteWriteMeaning, writeRequests } from '#test/support/remote-write-oracle.ts';
import { samples1, samples2 } from '#test/support/remote-write-samples.ts';
import { mutateZstd } from './mutate-compressed.ts';
import { mutateProtobuf } from './mutate-protobuf.ts';
import { protobufjsAgrees } from './protobufjs-oracle.ts';
import { eitherOf } from './random.ts';
import { slowZstd } from './slow-zstd.ts';
import type { FuzzTarget } from './target.ts';

const decode = (receiver: Receiver, path: string, contentType: string, body: Uint8Array): Decoded =>
  receiver.decode({ method: 'POST', path, headers: { 'content-type': contentType }, query: {}, body, receivedAt: 0 });

const refusedOf = ({ rejected }: Decoded): number => rejected.reduce((sum, { count }) => sum + count, 0);

/** As JSON holds it: no negative zero, which OTLP/JSON cannot say. */
const plain = (value: unknown): unknown =>
  typeof value === 'number' ? value + 0 : Array.isArray(value) ? value.map(plain) : plainObject(value);
const plainObject = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, typeof item === 'bigint' ? item : plain(item)]))
    : value;

const otlpTarget = (signal: 'logs' | 'metrics' | 'traces'): FuzzTarget => {
  const path = `/v1/${signal}`;
  const schema = otlpRequests[path];
  if (schema === undefined) throw new Error(`no schema of ${path}`);
  return {
    name: `otlp-${signal}`,
    inputs: smallOtlp[signal],
    mutate: mutateProtobuf,
    read: (body) => decode(otlp, path, 'application/x-protobuf', body),
    expect: (body) => decode(otlp, path, 'application/json', Buffer.from(otlpJson(path, body))),
    agree: (actual, expected) => {
      // The encodings differ in which types they can get wrong: only what both take whole is comparable.
      if (refusedOf(actual as Decoded) > 0 || refusedOf(expected as Decoded) > 0) return undefined;
      const [read, slow] = [(actual as Decoded).signals, (expected as Decoded).signals];
      return isDeepStrictEqual(read, slow) || isDeepStrictEqual(plain(read), plain(slow));
    },
    check: protobufjsAgrees(schema),
  };
};

const contentTypes = { 1: 'application/x-protobuf', 2: 'application/x-protobuf;proto=io.prometheus.write.v2.Request' };

const agreeOnSeries: FuzzTarget['agree'] = (actual, expected) => {
  const { signals, refused } = expected as ReturnType<typeof remoteWriteMeaning>;
  return refusedOf(actual as Decoded) === refused && isDeepStrictEqual((actual as Decoded).signals, signals);
};

const remoteWriteTarget = (version: 1 | 2): FuzzTarget => ({
  name: `prometheus-remote-write-${version}`,
  inputs: version === 1 ? samples1 : samples2,
  mutate: mutateProtobuf,
  read: (body) => decode(prometheusRemoteWrite, '/api/v1/write', contentTypes[version], body),
  expect: (body) => remoteWriteMeaning(version, body),
  agree: agreeOnSeries,
  check: protobufjsAgrees(writeRequests[version]),
});

/** vmagent's form: 1.0 in zstd. */
const vmTarget: FuzzTarget = {
  name: 'prometheus-remote-write-vm',
  inputs: samples1,
  mutate: eitherOf(mutateZstd, (body, below, other) => zstdCompressSync(mutateProtobuf(body, below, other))),
  read: (body) => decode(prometheusRemoteWrite, '/api/v1/write', contentTypes[1], inflate(body, 'zstd')),
  expect: (body) => remoteWriteMeaning(1, slowZstd(body)),
  agree: agreeOnSeries,
};

export const protobufTargets: readonly FuzzTarget[] = [
  ...(['logs', 'metrics', 'traces'] as const).map(otlpTarget),
  remoteWriteTarget(1),
  remoteWriteTarget(2),
  vmTarget,
];
