/** What of a table's properties decides how its items are charged. */
import { Properties } from '../template/properties.ts';
import type { TableSettings } from './table-meter.ts';

interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly { readonly AttributeName: string }[];
  readonly Projection?: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
}

const names = (schema: readonly unknown[]): readonly string[] => (schema as Index['KeySchema']).map(({ AttributeName }) => AttributeName);

/** A global table is recoverable by the word of its replica. */
const isRecoverable = (properties: Properties): boolean => {
  const [replica] = properties.list('Replicas') as readonly Record<string, unknown>[];
  const place = replica ? new Properties(`${properties.where} Replicas`, replica) : properties;
  return place.group('PointInTimeRecoverySpecification').flag('PointInTimeRecoveryEnabled');
};

export const tableSettings = (properties: Properties): TableSettings => ({
  keys: names(properties.list('KeySchema')),
  indexes: [...properties.list('GlobalSecondaryIndexes'), ...properties.list('LocalSecondaryIndexes')].map((one) => {
    const { IndexName, KeySchema, Projection } = one as Index;
    const projected = Projection?.ProjectionType === 'ALL' ? 'all' : (Projection?.NonKeyAttributes ?? []);
    return { name: IndexName, keys: names(KeySchema), projected };
  }),
  recoverable: isRecoverable(properties),
});
