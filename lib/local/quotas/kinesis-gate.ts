/** Stands before the emulator of Kinesis: sizes and rates are checked, and what a shard cannot take is refused record by record. */
import { placeOfIterator } from '../emulators/shard-iterator.ts';
import type { ServiceRequest, ServiceResponse } from '../service.ts';
import type { Body } from '../services/json-wire.ts';
import type { PutResult } from '../services/stream-log.ts';
import { type StreamDescription, shardsOf } from '../services/stream-shards.ts';
import { checkSizes, entriesOf, type PutEntry, sizeOf } from './kinesis.ts';
import { firstPage, portions } from './kinesis-page.ts';
import { StreamRates } from './kinesis-rates.ts';

/** What PutRecord or PutRecords answers. */
type PutOutput = PutResult & { readonly Records?: readonly PutResult[] };

interface StoredRecord extends PutEntry {
  readonly SequenceNumber: string;
}

export interface KinesisGateOptions {
  readonly account: string;
  /** The emulator's own answer. */
  forward(request: ServiceRequest): Promise<ServiceResponse>;
  /** A call of the local cloud itself; rejects with what the emulator says. */
  call(operation: string, input: Body): Promise<unknown>;
  onWritten(stream: string, entries: readonly PutEntry[], results: readonly PutResult[]): void;
}

/** Operations after which a stream may have other shards. */
const reshaping: readonly string[] = ['CreateStream', 'DeleteStream', 'SplitShard', 'MergeShards', 'UpdateShardCount'];

const headers = { 'content-type': 'application/x-amz-json-1.1' };

export const withBody = (request: ServiceRequest, input: Body): ServiceRequest => ({
  ...request,
  body: Buffer.from(JSON.stringify(input)),
});

export class KinesisGate {
  readonly #options: KinesisGateOptions;
  readonly #rates = new Map<string, StreamRates>();
  /** Streams whose shards may have changed since their rates were told of them. */
  readonly #reshaped = new Set<string>();

  constructor(options: KinesisGateOptions) {
    this.#options = options;
  }

  /** Hears of every operation that goes to the emulator. */
  noticed(operation: string, input: Body): void {
    if (reshaping.includes(operation)) this.#reshaped.add(String(input['StreamName']));
  }

  /** Answers PutRecord and PutRecords; `now` is the caller's time. Throws AwsError for what fails as a whole. */
  async put(request: ServiceRequest, input: Body, now: number): Promise<ServiceResponse> {
    const isBatch = request.operation === 'PutRecords';
    const stream = String(input['StreamName']);
    const entries = entriesOf(input);
    if (!entries) return this.#options.forward(request);
    const sizes = entries.map(sizeOf);
    checkSizes(sizes, (index) => (isBatch ? `records.${index + 1}.member.data` : 'data'));
    const excess = (await this.#ratesOf(stream))?.write(entries, sizes, now) ?? [];
    if (!isBatch && excess[0]) throw excess[0];
    const admitted = entries.filter((_, index) => !excess[index]);
    const parts = portions(admitted);
    if (admitted.length < entries.length || parts.length > 1) return this.#putParts(request, input, parts, excess);
    const response = await this.#options.forward(request);
    if (response.status !== 200) return response;
    const output = JSON.parse(String(response.body)) as PutOutput;
    this.#options.onWritten(stream, entries, output.Records ?? [output]);
    return response;
  }

  /** Answers GetRecords; throws AwsError when the shard has been read enough for now. */
  async getRecords(request: ServiceRequest, input: Body, now: number): Promise<ServiceResponse> {
    const place = placeOfIterator(String(input['ShardIterator']));
    const rates = place && (await this.#ratesOf(place.stream));
    if (!rates) return this.#options.forward(request);
    const used = rates.read(place.shardId, now);
    const response = await this.#options.forward(request);
    if (response.status !== 200) return response;
    const output = JSON.parse(String(response.body)) as { readonly Records: readonly StoredRecord[] };
    const { records, bytes } = firstPage(output.Records);
    used(bytes);
    const last = records.at(-1);
    if (records.length === output.Records.length || !last) return response;
    const { ShardIterator: next } = (await this.#options.call('GetShardIterator', {
      StreamName: place.stream,
      ShardId: place.shardId,
      ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
      StartingSequenceNumber: last.SequenceNumber,
    })) as { ShardIterator: string };
    return { status: 200, headers, body: JSON.stringify({ ...output, Records: records, NextShardIterator: next }) };
  }

  /** What the rates let through goes to the emulator, in calls as large as it takes; the answers are put together in the records' order. */
  async #putParts(
    request: ServiceRequest,
    input: Body,
    parts: readonly PutEntry[][],
    excess: readonly (Error | undefined)[],
  ): Promise<ServiceResponse> {
    const written: PutResult[] = [];
    for (const part of parts) {
      const response = await this.#options.forward(withBody(request, { ...input, Records: part }));
      if (response.status !== 200) return response;
      const output = JSON.parse(String(response.body)) as { readonly Records: readonly PutResult[] };
      written.push(...output.Records);
      this.#options.onWritten(String(input['StreamName']), part, output.Records);
    }
    const next = written.values();
    const entries = input['Records'] as readonly unknown[];
    const results = entries.map((_, index) => {
      const problem = excess[index];
      return problem ? { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: problem.message } : next.next().value;
    });
    return { status: 200, headers, body: JSON.stringify({ FailedRecordCount: entries.length - written.length, Records: results }) };
  }

  /** undefined for a stream there is not. */
  async #ratesOf(stream: string): Promise<StreamRates | undefined> {
    const known = this.#rates.get(stream);
    if (known && !this.#reshaped.has(stream)) return known;
    const description = await this.#options.call('DescribeStream', { StreamName: stream }).then(
      (answer) => (answer as { StreamDescription: StreamDescription }).StreamDescription,
      () => undefined,
    );
    if (!description) return undefined;
    const rates = known ?? new StreamRates(stream, this.#options.account);
    rates.show(shardsOf(description).filter(({ isOpen }) => isOpen));
    this.#rates.set(stream, rates);
    // While it changes its shape, the next call looks again.
    if (description.StreamStatus === 'ACTIVE') this.#reshaped.delete(stream);
    return rates;
  }
}
