/** Metric history in Timestream for LiveAnalytics: a hundred records a call, what it refuses handed back with the reason. */
import {
  type Dimension,
  RejectedRecordsException,
  TimestreamWriteClient,
  ValidationException,
  WriteRecordsCommand,
} from '@aws-sdk/client-timestream-write';
import type { MetricStore, VersionedSample } from '#kernel/ports.ts';
import { resourceId } from '#kernel/resource.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { type Item, oneOfEach } from './one-of-each.ts';
import { type Patience, patiently } from './patience.ts';
import { toDimensions, toRecord } from './record.ts';

const batchSize = 100;

interface Rejected {
  readonly sample: MetricSignal;
  readonly reason: string;
}

/** Timestream discovers its endpoint; it reaches another server only through the constructor, with discovery left alone [T]. */
const connect = (): TimestreamWriteClient => {
  const endpoint = process.env['AWS_ENDPOINT_URL_TIMESTREAM_WRITE'];
  // `patiently` makes calls again, and it alone.
  return new TimestreamWriteClient({ maxAttempts: 1, ...(endpoint === undefined ? {} : { endpoint }) });
};

/** Samples of each resource together: its attributes travel once a call, as common dimensions. */
const byResource = (samples: readonly VersionedSample[]): readonly (readonly VersionedSample[])[] => {
  const ids = new Map<object, string>();
  const groups = Map.groupBy(samples, ({ sample: { resource } }) => {
    const id = ids.get(resource) ?? resourceId(resource);
    ids.set(resource, id);
    return id;
  });
  return [...groups.values()];
};

/** What a call's refusal says of its items; what it does not name was written [D]. */
const readRejections = (error: RejectedRecordsException, items: readonly Item[]): readonly Rejected[] => {
  const rejections = error.RejectedRecords ?? [];
  const stray = rejections.length === 0 || rejections.some(({ RecordIndex: index = -1 }) => items[index] === undefined);
  // Kept twice rather than lost.
  if (stray) return items.map(({ sample }) => ({ sample, reason: 'Timestream refused records of its call, and did not say which.' }));
  return rejections.flatMap(({ RecordIndex: index = -1, Reason: reason = 'No reason given.', ExistingVersion: existing = 0 }) => {
    const item = items[index];
    // A later sample of the same series and time is there: what this one would have been replaced by.
    if (item === undefined || existing > (item.record.Version ?? 1)) return [];
    return [{ sample: item.sample, reason }];
  });
};

/** Samples Timestream would refuse are returned without being sent. */
export const timestreamMetricStore = (
  { database, table }: { readonly database: string; readonly table: string },
  patience: Patience,
): MetricStore => {
  const client = connect();

  const writeBatch = async (items: readonly Item[], common: Dimension[]): Promise<readonly Rejected[]> => {
    const command = new WriteRecordsCommand({
      DatabaseName: database,
      TableName: table,
      CommonAttributes: { Dimensions: common, TimeUnit: 'NANOSECONDS' },
      Records: items.map((item) => item.record),
    });
    try {
      await patiently(() => client.send(command), patience);
      return [];
    } catch (error) {
      // However often it comes, it would be refused again, and hold up every other sample of the shard. A call holds one sender's samples.
      if (error instanceof ValidationException)
        return items.map(({ sample }) => ({ sample, reason: 'Timestream refused the call it was in: ValidationException.' }));
      if (!(error instanceof RejectedRecordsException)) throw error;
      return readRejections(error, items);
    }
  };

  const writeResource = async (samples: readonly VersionedSample[]): Promise<readonly Rejected[]> => {
    const common = toDimensions(samples[0]?.sample.resource.attributes ?? {});
    const rejected: Rejected[] = [];
    const items: Item[] = [];
    for (const versioned of samples) {
      const record = toRecord(versioned, common);
      if (typeof record === 'string') rejected.push({ sample: versioned.sample, reason: record });
      else if (record !== undefined) items.push({ sample: versioned.sample, record });
    }
    const { kept, conflicting } = oneOfEach(items);
    const reason = 'Another value of the same series and time came with it.';
    rejected.push(...conflicting.map(({ sample }) => ({ sample, reason })));
    for (let start = 0; start < kept.length; start += batchSize)
      rejected.push(...(await writeBatch(kept.slice(start, start + batchSize), common)));
    return rejected;
  };

  return {
    write: async (samples) => {
      const rejected: Rejected[] = [];
      for (const group of byResource(samples)) rejected.push(...(await writeResource(group)));
      return { rejected };
    },
  };
};
