/** Kinesis: the emulator kinesalite behind the service contract, a log of what was written, and a bell that rings when records arrive. */
import type { Server } from 'node:http';
import kinesalite from 'kinesalite';
import { callEmulator, callEmulatorJson } from '../emulators/emulator.ts';
import { ofAccount } from '../emulators/of-account.ts';
import { inputOf } from '../iam/actions/service-actions.ts';
import type { PutEntry } from '../quotas/kinesis.ts';
import { KinesisGate, withBody } from '../quotas/kinesis-gate.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../service.ts';
import { callersTime } from '../time/callers-time.ts';
import { answer, type Body, refusal } from './json-wire.ts';
import { complete, completed, emulatedOperations, rewrite } from './kinesis-corrections.ts';
import { type PutResult, StreamLog, type StreamRecord } from './stream-log.ts';
import { type StreamDescription, type StreamShard, shardsOf } from './stream-shards.ts';

interface KinesisOptions {
  readonly scheduler: Pick<Scheduler, 'now'>;
  readonly account: string;
  readonly region: string;
}

/** Of a stream that does not say [D]. */
const defaultRetentionHours = 24;

type Arrival = (shardId: string, count: number) => void;
type Reshape = (shards: readonly StreamShard[]) => void;

/** Operations after which a stream has other shards. */
const resharding: ReadonlySet<string> = new Set(['SplitShard', 'MergeShards']);

/** undefined for other encodings. */
const asJson = (request: ServiceRequest): Body | undefined =>
  request.headers['content-type']?.includes('json') ? inputOf(request) : undefined;

/** kinesalite knows streams by name only; a call by ARN is given the name. */
const withStreamName = (input: Body): Body => {
  const { StreamARN: arn, ...rest } = input;
  return typeof arn === 'string' ? { ...rest, StreamName: arn.split('/').at(-1) } : input;
};

const wire = { contentType: 'application/x-amz-json-1.1' } as const;

export class KinesisService implements Service {
  readonly signingName = 'kinesis';
  readonly #server: Server;
  readonly #arrivals = new Map<string, Arrival[]>();
  readonly #reshapes = new Map<string, Reshape[]>();
  readonly #shards = new Map<string, readonly StreamShard[]>();
  readonly #logs = new Map<string, StreamLog>();
  readonly #scheduler: KinesisOptions['scheduler'];
  readonly #gate: KinesisGate;

  constructor({ scheduler, account, region }: KinesisOptions) {
    const settings = { createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: 100 };
    this.#server = ofAccount(account, region, () => kinesalite(settings));
    this.#scheduler = scheduler;
    this.#gate = new KinesisGate({
      account,
      forward: (request) => callEmulator(this.#server, request),
      call: (operation, input) => this.#call(operation, input),
      onWritten: (stream, entries, results) => this.#written(stream, entries, results),
    });
  }

  /** Creates a stream and waits until it takes records; gives the ids of its shards. */
  async createStream(name: string, shardCount: number, retentionHours = defaultRetentionHours): Promise<readonly string[]> {
    this.#logs.set(name, new StreamLog(retentionHours));
    await this.#call('CreateStream', { StreamName: name, ShardCount: shardCount });
    return (await this.#settled(name)).map(({ shardId }) => shardId);
  }

  /** All shards of a stream, closed ones included, parents before their children. */
  shards(stream: string): readonly StreamShard[] {
    return this.#shards.get(stream) ?? [];
  }

  /** Calls back, before the call that split or merged shards is answered, with all shards there are then. */
  onReshape(stream: string, reshape: Reshape): void {
    this.#reshapes.set(stream, [...(this.#reshapes.get(stream) ?? []), reshape]);
  }

  /** Calls back, within the call that put them, with how many records reached which shard. */
  onArrival(stream: string, arrival: Arrival): void {
    this.#arrivals.set(stream, [...(this.#arrivals.get(stream) ?? []), arrival]);
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const given = asJson(request);
    if (given === undefined) return callEmulator(this.#server, request);
    if (!emulatedOperations.has(request.operation)) return answer(request, {}, wire);
    const input = withStreamName(given);
    const call = (operation: string, asked: Body) => this.#call(operation, asked);
    try {
      const asked = await rewrite(request.operation, input, call);
      const response = await this.#answer(asked === given ? request : withBody(request, asked), asked);
      if (response.status !== 200 || !completed.has(request.operation)) return response;
      const output = await complete(request.operation, input, JSON.parse(String(response.body)) as Body, call);
      return { status: 200, headers: { 'content-type': wire.contentType }, body: JSON.stringify(output) };
    } catch (problem) {
      return refusal(problem, wire);
    }
  }

  /** The emulator's answer, or what its rates and sizes refuse. */
  async #answer(request: ServiceRequest, input: Body): Promise<ServiceResponse> {
    const now = callersTime(request, this.#scheduler);
    if (request.operation === 'PutRecords' || request.operation === 'PutRecord') return this.#gate.put(request, input, now);
    if (request.operation === 'GetRecords') return this.#gate.getRecords(request, input, now);
    this.#gate.noticed(request.operation, input);
    const response = await callEmulator(this.#server, request);
    if (response.status === 200 && resharding.has(request.operation)) await this.#reshaped(String(input['StreamName']));
    return response;
  }

  /** Up to a page of a shard's records after a sequence number; from the oldest when there is none. */
  read(stream: string, shardId: string, after?: string): readonly StreamRecord[] {
    return this.#log(stream).read(shardId, after, this.#scheduler.now());
  }

  /** Everything the stream still holds, shard after shard. */
  records(stream: string): readonly StreamRecord[] {
    return this.#log(stream).all(this.#scheduler.now());
  }

  #call(operation: string, input: Body): Promise<unknown> {
    this.#gate.noticed(operation, input);
    return callEmulatorJson(this.#server, `Kinesis_20131202.${operation}`, '1.1', input);
  }

  /** The shards of a stream once it is no longer being changed; the emulator changes it a moment after it answered. */
  async #settled(stream: string): Promise<readonly StreamShard[]> {
    for (;;) {
      const { StreamDescription: description } = (await this.#call('DescribeStream', { StreamName: stream })) as {
        StreamDescription: StreamDescription;
      };
      if (description.StreamStatus === 'ACTIVE') {
        const shards = shardsOf(description);
        this.#shards.set(stream, shards);
        return shards;
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  async #reshaped(stream: string): Promise<void> {
    const shards = await this.#settled(stream);
    for (const reshape of this.#reshapes.get(stream) ?? []) reshape(shards);
  }

  /** A stream that no template made keeps its records as long as a new one of AWS. */
  #log(stream: string): StreamLog {
    const log = this.#logs.get(stream) ?? new StreamLog(defaultRetentionHours);
    this.#logs.set(stream, log);
    return log;
  }

  #written(stream: string, entries: readonly PutEntry[], results: readonly PutResult[]): void {
    this.#log(stream).append(entries, results, this.#scheduler.now());
    const counts = new Map<string, number>();
    for (const { ShardId } of results) if (ShardId) counts.set(ShardId, (counts.get(ShardId) ?? 0) + 1);
    for (const [shardId, count] of counts) for (const arrival of this.#arrivals.get(stream) ?? []) arrival(shardId, count);
  }
}
