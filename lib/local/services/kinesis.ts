/** Kinesis: the emulator kinesalite behind the service contract, with a bell that rings when records arrive. */
import type { Server } from 'node:http';
import kinesalite from 'kinesalite';
import { callEmulator, callEmulatorJson } from '../emulators/emulator.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../service.ts';

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

type Arrival = (shardId: string, count: number) => void;

/** A page of GetRecords: what a consumer may read at once [D]. */
const pageSize = 10_000;

const asJson = (request: ServiceRequest): Record<string, unknown> | undefined =>
  request.headers['content-type']?.includes('json') ? (JSON.parse(String(request.body)) as Record<string, unknown>) : undefined;

/** kinesalite knows streams by name only; a call by ARN is given the name. */
const withStreamName = (request: ServiceRequest, input: Record<string, unknown> | undefined): ServiceRequest => {
  const arn = input?.['StreamARN'];
  if (typeof arn !== 'string') return request;
  const { StreamARN: _, ...rest } = input ?? {};
  return { ...request, body: Buffer.from(JSON.stringify({ ...rest, StreamName: arn.split('/').at(-1) })) };
};

export class KinesisService implements Service {
  readonly signingName = 'kinesis';
  readonly #server: Server = kinesalite({ createStreamMs: 0, deleteStreamMs: 0, shardLimit: 100 });
  readonly #arrivals = new Map<string, Arrival[]>();

  /** Creates a stream and waits until it takes records; gives the ids of its shards. */
  async createStream(name: string, shardCount: number): Promise<readonly string[]> {
    await this.#call('CreateStream', { StreamName: name, ShardCount: shardCount });
    for (;;) {
      const { StreamDescription: stream } = (await this.#call('DescribeStream', { StreamName: name })) as {
        StreamDescription: { StreamStatus: string; Shards: { ShardId: string }[] };
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
    const isPut = request.operation === 'PutRecords' || request.operation === 'PutRecord';
    const input = asJson(request);
    const named = withStreamName(request, input);
    const response = await callEmulator(this.#server, named);
    if (isPut && response.status === 200) this.#ring(asJson(named)?.['StreamName'], response);
    return response;
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

  #call(operation: string, input: unknown): Promise<unknown> {
    return callEmulatorJson(this.#server, `Kinesis_20131202.${operation}`, '1.1', input);
  }

  #ring(stream: unknown, response: ServiceResponse): void {
    const arrivals = this.#arrivals.get(String(stream));
    if (!arrivals) return;
    const output = JSON.parse(String(response.body)) as { ShardId?: string; Records?: { ShardId?: string }[] };
    const counts = new Map<string, number>();
    for (const { ShardId } of output.Records ?? [output]) if (ShardId) counts.set(ShardId, (counts.get(ShardId) ?? 0) + 1);
    for (const [shardId, count] of counts) for (const arrival of arrivals) arrival(shardId, count);
  }
}
