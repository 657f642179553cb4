/** A table out of its properties; all tables are on demand here, since throughput is not emulated. */
import type { CloudParts } from '../cloud-parts.ts';
import { TableMeter } from '../meter/table-meter.ts';
import { tableSettings } from '../meter/table-settings.ts';
import { Properties } from '../template/properties.ts';
import { encryptWith } from './encryption.ts';

const keysOf = ({ IndexName, KeySchema, Projection }: Record<string, unknown>) => ({ IndexName, KeySchema, Projection });

const indexes = (properties: Properties, name: string): Record<string, unknown> => {
  const list = properties.list(name) as readonly Record<string, unknown>[];
  return list.length > 0 ? { [name]: list.map(keysOf) } : {};
};

const createTableInput = (name: string, properties: Properties) => ({
  TableName: name,
  AttributeDefinitions: properties.list('AttributeDefinitions'),
  KeySchema: properties.list('KeySchema'),
  BillingMode: 'PAY_PER_REQUEST',
  ...indexes(properties, 'GlobalSecondaryIndexes'),
  ...indexes(properties, 'LocalSecondaryIndexes'),
});

/** A global table says it at its replica. */
const keyIdOf = (properties: Properties): string | undefined => {
  const [replica] = properties.list('Replicas');
  const fields = new Properties(properties.where, (replica ?? {}) as Readonly<Record<string, unknown>>);
  const own = (of: Properties): string | undefined => of.group('SSESpecification').optionalText('KMSMasterKeyId');
  return own(fields) ?? own(properties);
};

export const createTable = async (name: string, properties: Properties, parts: CloudParts): Promise<void> => {
  await parts.dynamodb.createTable(createTableInput(name, properties));
  const timeToLive = properties.group('TimeToLiveSpecification');
  if (timeToLive.flag('Enabled')) parts.dynamodb.setTimeToLive(name, timeToLive.text('AttributeName'));
  encryptWith(properties, parts, `arn:aws:dynamodb:${parts.region}:${parts.account}:table/${name}`, keyIdOf(properties));
  parts.tables.add(name);
  parts.meter.tables.set(name, new TableMeter(tableSettings(properties)));
};
