/** What the fuzzer holds the binary readers against: valid inputs, the reader, and a slow one that was written apart. */
import { isDeepStrictEqual } from 'node:util';
import { otlp } from '#functions/ingest/otlp/receiver.ts';
import { prometheusRemoteWrite } from '#functions/ingest/prometheus-remote-write/receiver.ts';
import { maxBodyBytes } from '#kernel/reading/limits.ts';
import { unsnappy } from '#kernel/reading/snappy.ts';
import type { Decoded, Receiver } from '#kernel/receiver.ts';
import { otlpJson } from '#test/support/otlp-oracle.ts';
import { smallOtlp } from '#test/support/otlp-small-samples.ts';
import { remoteWriteMeaning } from '#test/support/remote-write-oracle.ts';
import { samples1, samples2 } from '#test/support/remote-write-samples.ts';
import { slowSnappy } from '#test/support/slow-snappy.ts';
import { snappy } from '#test/support/snappy.ts';

export interface FuzzTarget {
  readonly name: string;
  readonly inputs: readonly Buffer[];
  /** The reader under test. InputError is its only way to refuse. */
  readonly read: (body: Buffer) => unknown;
  /** What the slow reader makes of it; throws where it refuses. */
  readonly expect: (body: Buffer) => unknown;
  /** Whether both say the same; undefined where they cannot be compared. */
  readonly agree: (actual: unknown, expected: unknown) => boolean | undefined;
}

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
  return {
    name: `otlp-${signal}`,
    inputs: smallOtlp[signal],
    read: (body) => decode(otlp, path, 'application/x-protobuf', body),
    expect: (body) => decode(otlp, path, 'application/json', Buffer.from(otlpJson(path, body))),
    agree: (actual, expected) => {
      // The encodings differ in which types they can get wrong: only what both take whole is comparable.
      if (refusedOf(actual as Decoded) > 0 || refusedOf(expected as Decoded) > 0) return undefined;
      return isDeepStrictEqual(plain((actual as Decoded).signals), plain((expected as Decoded).signals));
    },
  };
};

const remoteWriteTarget = (version: 1 | 2): FuzzTarget => {
  const contentType = version === 1 ? 'application/x-protobuf' : 'application/x-protobuf;proto=io.prometheus.write.v2.Request';
  return {
    name: `prometheus-remote-write-${version}`,
    inputs: version === 1 ? samples1 : samples2,
    read: (body) => decode(prometheusRemoteWrite, '/api/v1/write', contentType, body),
    expect: (body) => remoteWriteMeaning(version, body),
    agree: (actual, expected) => {
      const { signals, refused } = expected as ReturnType<typeof remoteWriteMeaning>;
      return refusedOf(actual as Decoded) === refused && isDeepStrictEqual((actual as Decoded).signals, signals);
    },
  };
};

const snappyTarget: FuzzTarget = {
  name: 'snappy',
  inputs: [...samples1.slice(0, 3), Buffer.from('abcabcabcd'.repeat(30)), Buffer.alloc(300, 'x'), Buffer.alloc(0)].map(snappy),
  read: (body) => unsnappy(body, maxBodyBytes),
  expect: (body) => Buffer.from(slowSnappy(body)),
  agree: (actual, expected) => (actual as Buffer).equals(expected as Buffer),
};

export const fuzzTargets: readonly FuzzTarget[] = [
  otlpTarget('logs'),
  otlpTarget('metrics'),
  otlpTarget('traces'),
  remoteWriteTarget(1),
  remoteWriteTarget(2),
  snappyTarget,
];
