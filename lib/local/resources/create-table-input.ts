/** CreateTable's input out of a table's properties; all tables are on demand here, since throughput is not emulated. */
import type { Properties } from '../template/properties.ts';

const keysOf = ({ IndexName, KeySchema, Projection }: Record<string, unknown>) => ({ IndexName, KeySchema, Projection });

const indexes = (properties: Properties, name: string): Record<string, unknown> => {
  const list = properties.list(name) as readonly Record<string, unknown>[];
  return list.length > 0 ? { [name]: list.map(keysOf) } : {};
};

export const createTableInput = (name: string, properties: Properties) => ({
  TableName: name,
  AttributeDefinitions: properties.list('AttributeDefinitions'),
  KeySchema: properties.list('KeySchema'),
  BillingMode: 'PAY_PER_REQUEST',
  ...indexes(properties, 'GlobalSecondaryIndexes'),
  ...indexes(properties, 'LocalSecondaryIndexes'),
});
