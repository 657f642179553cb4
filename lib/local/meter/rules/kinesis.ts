/** Kinesis Data Streams: provisioned streams by PUT payload units of 25 KB, on-demand streams by bytes, each record in whole KB [D: pricing page]. */
import { inputOf } from '../../iam/actions/service-actions.ts';
import type { CountingRule } from '../exchange.ts';
import { base64Bytes } from '../item-size.ts';
import type { Meter } from '../meter.ts';
import { monthHours } from '../prices.ts';

const kilobyte = 1024;
const putUnitBytes = 25 * kilobyte;
/** What is kept longer costs extra [D]. */
const includedHours = 24;

interface PutRecord {
  readonly Data?: string;
}

const sizesOf = (input: Readonly<Record<string, unknown>>): readonly number[] => {
  const records = Array.isArray(input['Records']) ? (input['Records'] as readonly PutRecord[]) : [input as PutRecord];
  return records.map(({ Data = '' }) => base64Bytes(Data));
};

/** Records that were refused one by one cost nothing [U]. */
const acceptedOnly = (sizes: readonly number[], body: string): readonly number[] => {
  if (body.includes('"FailedRecordCount":0') || !body.includes('"FailedRecordCount"')) return sizes;
  const { Records = [] } = JSON.parse(body) as { Records?: readonly { ErrorCode?: string }[] };
  return sizes.filter((_, at) => Records[at]?.ErrorCode === undefined);
};

/** Counts records of so many bytes that a stream took. */
const countPut = (meter: Meter, stream: string, owner: string, sizes: readonly number[]): void => {
  const { onDemand = false, retentionHours = includedHours } = meter.streams.get(stream) ?? {};
  if (!onDemand) {
    meter.count(
      'kinesis-put-units',
      owner,
      sizes.reduce((sum, size) => sum + Math.max(1, Math.ceil(size / putUnitBytes)), 0),
    );
    return;
  }
  const rounded = sizes.reduce((sum, size) => sum + Math.max(1, Math.ceil(size / kilobyte)) * kilobyte, 0);
  meter.count('kinesis-in', owner, rounded);
  meter.count('kinesis-kept', owner, (rounded * Math.max(0, retentionHours - includedHours)) / monthHours);
};

/** Counts what a consumer read: what shared consumers read of a provisioned stream is in the shard's price [D]. */
export const countRead = (meter: Meter, stream: string, fanOut: 'shared' | 'enhanced', owner: string, bytes: number): void => {
  const onDemand = meter.streams.get(stream)?.onDemand ?? false;
  if (fanOut === 'enhanced') meter.count(onDemand ? 'kinesis-fan-out-on-demand' : 'kinesis-fan-out', owner, bytes);
  else if (onDemand) meter.count('kinesis-out', owner, bytes);
};

export const countKinesis: CountingRule = ({ caller, request, response }, { meter }) => {
  if (response.status !== 200 || (request.operation !== 'PutRecords' && request.operation !== 'PutRecord')) return;
  const input = inputOf(request);
  const stream = String(
    input['StreamName'] ??
      String(input['StreamARN'] ?? '')
        .split('/')
        .at(-1),
  );
  countPut(meter, stream, caller, acceptedOnly(sizesOf(input), String(response.body)));
};
