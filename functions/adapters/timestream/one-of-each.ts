/** Of records of one series and time only one can stay: chosen here, as a call that holds both would be refused in part. */
import type { _Record as TimestreamRecord } from '@aws-sdk/client-timestream-write';
import type { MetricSignal } from '#kernel/signal.ts';

/** A sample and its record. */
export interface Item {
  readonly sample: MetricSignal;
  readonly record: TimestreamRecord;
}

const keyOf = ({ record }: Item): string => JSON.stringify([record.MeasureName, record.Time, record.Dimensions]);
const measured = ({ record }: Item): string => JSON.stringify([record.MeasureValue, record.MeasureValues]);
const versionOf = ({ record }: Item): number => record.Version ?? 1;

/**
 * The items of one resource that stay: of several with one series and time the highest version. What it replaces is no loss, nor is the same
 * again; another value of the same version is a conflict, and handed back: nobody can say which is right.
 */
export const oneOfEach = (items: readonly Item[]): { readonly kept: readonly Item[]; readonly conflicting: readonly Item[] } => {
  const kept = new Map<string, Item>();
  const conflicting: Item[] = [];
  for (const item of items) {
    const key = keyOf(item);
    const other = kept.get(key);
    if (other === undefined || versionOf(item) > versionOf(other)) kept.set(key, item);
    else if (versionOf(item) === versionOf(other) && measured(item) !== measured(other)) conflicting.push(item);
  }
  return { kept: [...kept.values()], conflicting };
};
