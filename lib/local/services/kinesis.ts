/** Kinesis: the emulator kinesalite behind the service contract, with a bell that rings when records arrive. */
import type { Server } from 'node:http';
import kinesalite from 'kinesalite';
import { callEmulator, callEmulatorJson } from '../emulators/emulator.ts';
import { KinesisGate, type PutOutput, type StreamDescription } from '../quotas/kinesis-gate.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../service.ts';
import { callersTime } from '../time/callers-time.ts';
import { type Body, refusal } from './json-wire.ts';

export interface StreamRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Base64, as on the wire. */
  readonly data: string;
  /** Seconds since the epoch. */
  readonly arrivedAt: number;
}

interface GetRecordsOutput {
  readonly Records: readonly { SequenceNumber: string; PartitionKey: string; Data: string; ApproximateArrivalTimestamp: number }[];
}

interface KinesisOptions {
  readonly scheduler: Pick<Scheduler, 'now'>;
  readonly account: string;
}

type Arrival = (shardId: string, count: number) => void;

/** A page of GetRecords: what a consumer may read at once [D]. */
const pageSize = 10_000;

/** undefined for other encodings, and for what the emulator has to refuse. */
const asJson = (request: ServiceRequest): Body | undefined => {
  if (!request.headers['content-type']?.includes('json')) return undefined;
  try {
    return JSON.parse(String(request.body)) as Body;
  } catch {
    return undefined;
  }
};

/** kinesalite knows streams by name only; a call by ARN is given the name. */
const withStreamName = (input: Body): Body => {
  const { StreamARN: arn, ...rest } = input;
  return typeof arn === 'string' ? { ...rest, StreamName: arn.split('/').at(-1) } : input;
};

export class KinesisService implements Service {
  readonly signingName = 'kinesis';
  readonly #server: Server = kinesalite({ createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: 100 });
  readonly #arrivals = new Map<string, Arrival[]>();
  readonly #scheduler: KinesisOptions['scheduler'];
  readonly #gate: KinesisGate;

  constructor({ scheduler, account }: KinesisOptions) {
    this.#scheduler = scheduler;
    this.#gate = new KinesisGate({
      account,
      forward: (request) => callEmulator(this.#server, request),
      call: (operation, input) => this.#call(operation, input),
      onWritten: (stream, output) => this.#ring(stream, output),
    });
  }

  /** Creates a stream and waits until it takes records; gives the ids of its shards. */
  async createStream(name: string, shardCount: number): Promise<readonly string[]> {
    await this.#call('CreateStream', { StreamName: name, ShardCount: shardCount });
    for (;;) {
      const { StreamDescription: stream } = (await this.#call('DescribeStream', { StreamName: name })) as {
        StreamDescription: StreamDescription;
      };
      if (stream.StreamStatus === 'ACTIVE') return stream.Shards.map((shard) => shard.ShardId);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** Calls back, within the call that put them, with how many records reached which shard. */
  onArrival(stream: string, arrival: Arrival): void {
    this.#arrivals.set(stream, [...(this.#arrivals.get(stream) ?? []), arrival]);
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const given = asJson(request);
    if (given === undefined) return callEmulator(this.#server, request);
    const input = withStreamName(given);
    const named = input === given ? request : { ...request, body: Buffer.from(JSON.stringify(input)) };
    const now = callersTime(request, this.#scheduler);
    try {
      if (request.operation === 'PutRecords' || request.operation === 'PutRecord') return await this.#gate.put(named, input, now);
      if (request.operation === 'GetRecords') return await this.#gate.getRecords(named, input, now);
    } catch (problem) {
      return refusal(problem, { contentType: 'application/x-amz-json-1.1' });
    }
    this.#gate.noticed(request.operation, input);
    return callEmulator(this.#server, named);
  }

  /** Up to a page of a shard's records after a sequence number; from the oldest when there is none. */
  async read(stream: string, shardId: string, after?: string): Promise<readonly StreamRecord[]> {
    const from =
      after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: after };
    const { ShardIterator } = (await this.#call('GetShardIterator', { StreamName: stream, ShardId: shardId, ...from })) as {
      ShardIterator: string;
    };
    const { Records } = (await this.#call('GetRecords', { ShardIterator, Limit: pageSize })) as GetRecordsOutput;
    return Records.map((record) => ({
      shardId,
      sequenceNumber: record.SequenceNumber,
      partitionKey: record.PartitionKey,
      data: record.Data,
      arrivedAt: record.ApproximateArrivalTimestamp,
    }));
  }

  /** Everything the stream still holds, shard after shard. */
  async records(stream: string, shardIds: readonly string[]): Promise<readonly StreamRecord[]> {
    const all: StreamRecord[] = [];
    for (const shardId of shardIds) {
      let after: string | undefined;
      for (;;) {
        const page = await this.read(stream, shardId, after);
        all.push(...page);
        if (page.length < pageSize) break;
        after = page.at(-1)?.sequenceNumber;
      }
    }
    return all;
  }

  #call(operation: string, input: Body): Promise<unknown> {
    this.#gate.noticed(operation, input);
    return callEmulatorJson(this.#server, `Kinesis_20131202.${operation}`, '1.1', input);
  }

  #ring(stream: string, output: PutOutput): void {
    const arrivals = this.#arrivals.get(stream);
    if (!arrivals) return;
    const counts = new Map<string, number>();
    for (const { ShardId } of output.Records ?? [output]) if (ShardId) counts.set(ShardId, (counts.get(ShardId) ?? 0) + 1);
    for (const [shardId, count] of counts) for (const arrival of arrivals) arrival(shardId, count);
  }
}
