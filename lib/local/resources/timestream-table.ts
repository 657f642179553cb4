/** AWS::Timestream::Table. */
import { monthHours } from '../meter/prices.ts';
import { monthDays } from '../meter/settings.ts';
import { checkRetention, checkTimestreamName } from '../quotas/timestream.ts';
import type { ResourceType } from './resource-type.ts';

export const timestreamTable: ResourceType = {
  type: 'AWS::Timestream::Table',
  create: ({ properties, generatedName, parts }) => {
    const database = properties.text('DatabaseName');
    const table = properties.optionalText('TableName') ?? generatedName;
    const retention = properties.group('RetentionProperties');
    checkTimestreamName(properties.where, 'tableName', table);
    checkRetention(retention);
    parts.timestream.createTable({
      database,
      name: table,
      memoryStoreRetentionHours: retention.number('MemoryStoreRetentionPeriodInHours', 6),
      magneticStoreRetentionDays: retention.number('MagneticStoreRetentionPeriodInDays', 73_000),
      magneticStoreWrites: properties.group('MagneticStoreWriteProperties').flag('EnableMagneticStoreWrites'),
    });
    parts.meter.metricTables.set(`${database}|${table}`, {
      memoryMonths: retention.number('MemoryStoreRetentionPeriodInHours', 6) / monthHours,
      magneticMonths: retention.number('MagneticStoreRetentionPeriodInDays', 73_000) / monthDays,
    });
    const arn = `arn:aws:timestream:${parts.region}:${parts.account}:database/${database}/table/${table}`;
    return { ref: `${database}|${table}`, attributes: { Arn: arn, Name: table } };
  },
};
