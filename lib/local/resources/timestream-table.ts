/** AWS::Timestream::Table. */
import type { ResourceType } from './resource-type.ts';

export const timestreamTable: ResourceType = {
  type: 'AWS::Timestream::Table',
  create: ({ properties, generatedName, parts }) => {
    const database = properties.text('DatabaseName');
    const table = properties.optionalText('TableName') ?? generatedName;
    const retention = properties.group('RetentionProperties');
    parts.timestream.createTable({
      database,
      name: table,
      memoryStoreRetentionHours: retention.number('MemoryStoreRetentionPeriodInHours', 6),
      magneticStoreWrites: properties.group('MagneticStoreWriteProperties').flag('EnableMagneticStoreWrites'),
    });
    const arn = `arn:aws:timestream:${parts.region}:${parts.account}:database/${database}/table/${table}`;
    return { ref: `${database}|${table}`, attributes: { Arn: arn, Name: table } };
  },
};
