/** Metric history in Timestream for LiveAnalytics: a hundred records a call, what it refuses handed back with the reason. */
import {
  type Dimension,
  RejectedRecordsException,
  type _Record as TimestreamRecord,
  TimestreamWriteClient,
  ValidationException,
  WriteRecordsCommand,
} from '@aws-sdk/client-timestream-write';
import type { MetricStore } from '#kernel/ports.ts';
import { resourceId } from '#kernel/resource.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { toDimensions, toRecord } from './record.ts';

const batchSize = 100;

interface Rejected {
  readonly sample: MetricSignal;
  readonly reason: string;
}

interface Item {
  readonly sample: MetricSignal;
  readonly record: TimestreamRecord;
}

/** Timestream discovers its endpoint; it reaches another server only through the constructor, with discovery left alone [T]. */
const connect = (): TimestreamWriteClient => {
  const endpoint = process.env['AWS_ENDPOINT_URL_TIMESTREAM_WRITE'];
  return new TimestreamWriteClient(endpoint === undefined ? {} : { endpoint });
};

/** Samples of each resource together: its attributes travel once a call, as common dimensions. */
const byResource = (samples: readonly MetricSignal[]): readonly (readonly MetricSignal[])[] => {
  const ids = new Map<object, string>();
  const groups = Map.groupBy(samples, ({ resource }) => {
    const id = ids.get(resource) ?? resourceId(resource);
    ids.set(resource, id);
    return id;
  });
  return [...groups.values()];
};

/** Samples Timestream would refuse are returned without being sent. */
export const timestreamMetricStore = ({ database, table }: { readonly database: string; readonly table: string }): MetricStore => {
  const client = connect();

  const writeBatch = async (items: readonly Item[], common: Dimension[]): Promise<readonly Rejected[]> => {
    try {
      await client.send(
        new WriteRecordsCommand({
          DatabaseName: database,
          TableName: table,
          CommonAttributes: { Dimensions: common, TimeUnit: 'NANOSECONDS' },
          Records: items.map((item) => item.record),
        }),
      );
      return [];
    } catch (error) {
      // However often it comes, it would be refused again, and hold up every other sample of the shard. A call holds one sender's samples.
      if (error instanceof ValidationException)
        return items.map(({ sample }) => ({ sample, reason: 'Timestream refused the call it was in: ValidationException.' }));
      // What is not named here was written [D].
      if (!(error instanceof RejectedRecordsException)) throw error;
      return (error.RejectedRecords ?? []).flatMap(({ RecordIndex: index, Reason: reason }) => {
        const item = items[index ?? -1];
        return item === undefined ? [] : [{ sample: item.sample, reason: reason ?? 'No reason given.' }];
      });
    }
  };

  const writeResource = async (samples: readonly MetricSignal[]): Promise<readonly Rejected[]> => {
    const common = toDimensions(samples[0]?.resource.attributes ?? {});
    const rejected: Rejected[] = [];
    const items: Item[] = [];
    for (const sample of samples) {
      const record = toRecord(sample, common);
      if (typeof record === 'string') rejected.push({ sample, reason: record });
      else if (record !== undefined) items.push({ sample, record });
    }
    for (let start = 0; start < items.length; start += batchSize)
      rejected.push(...(await writeBatch(items.slice(start, start + batchSize), common)));
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
