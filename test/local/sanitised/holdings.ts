/** Everything a cloud holds, has written and has sent, as bytes to search in: as it lies there, and unpacked. */
import { zstdDecompressSync } from 'node:zlib';
import { unpackArchiveObject } from '#kernel/archive-object.ts';
import { decodeFrame } from '#kernel/frame-codec.ts';
import type { CloudEvent } from '#lib/local/cloud-event.ts';
import { type Pipeline, prefix } from '#test/support/cloud-fixture.ts';

/** Bytes that lie in an item: as they are, and out of zstd as the detector's state is, behind its version. */
const unpacked = (bytes: Uint8Array): string => {
  const own = Buffer.from(bytes).toString('latin1');
  try {
    return own + zstdDecompressSync(bytes.subarray(1)).toString();
  } catch {
    return own;
  }
};

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return String(item);
    if (item instanceof Uint8Array) return unpacked(item);
    if (item instanceof Map) return [...item];
    return item instanceof Set ? [...item] : item;
  });

const bytesOf = (...values: readonly unknown[]): Buffer =>
  Buffer.concat(
    values.flatMap((value) => [value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(textOf(value) ?? ''), Buffer.of(10)]),
  );

/** A frame's bytes, its document, and its signals; of what is no frame the bytes. */
const frameText = (data: Uint8Array): readonly unknown[] => {
  try {
    return [data, zstdDecompressSync(data.subarray(2)), decodeFrame(data)];
  } catch {
    return [data];
  }
};

/** By place. */
export const holdingsOf = async ({ cloud, remains }: Pipeline, events: readonly CloudEvent[]): Promise<ReadonlyMap<string, Buffer>> => {
  const { records, archived, quarantined, messages, jobs } = await remains();
  const queues = ['findings.fifo', 'findings-quarantine.fifo', 'timers', 'timers-quarantine'].map((name) =>
    cloud.queue(`${prefix}-${name}`),
  );
  const workflows = cloud
    .executions()
    .map(({ options: { name, input }, history, output, error, cause }) => ({ name, input, history: history.events, output, error, cause }));
  const written = events.filter(({ type }) => type === 'invocation');
  return new Map([
    ['stream', bytesOf(...records.flatMap(({ data }) => frameText(data)))],
    ['archive', bytesOf(...archived.flatMap(({ key, body }) => [key, body, ...unpackArchiveObject(body).flatMap(frameText)]))],
    ['quarantine', bytesOf(...quarantined.flatMap(({ key, body }) => [key, body, ...keptBytes(body)]))],
    ['table of knowledge', bytesOf(await cloud.table(`${prefix}-knowledge`).items())],
    ['table of responses', bytesOf(await cloud.table(`${prefix}-response`).items())],
    ['queues', bytesOf(...queues.flatMap((queue) => [queue.accepted(), queue.messages()]))],
    ['workflows', bytesOf(workflows)],
    ['metric store', bytesOf(cloud.metricStore(`${prefix}-metrics`, 'samples').records())],
    ['functions’ logs', bytesOf(written)],
    ['messages', bytesOf(messages, cloud.standIns.slack.messages(), cloud.standIns.teams.cards(), cloud.standIns.pagerduty.alerts())],
    ['jobs', bytesOf(jobs, cloud.standIns.awx.jobs())],
    ['everything else that happened', bytesOf(events.filter(({ type }) => type !== 'invocation' && type !== 'request'))],
  ]);
};

/** What a quarantined record was, out of base64. */
const keptBytes = (body: Uint8Array): readonly unknown[] => {
  const { body: kept } = JSON.parse(Buffer.from(body).toString()) as { body?: string };
  return kept === undefined ? [] : frameText(Buffer.from(kept, 'base64'));
};
