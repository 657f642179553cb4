/** AWS::Timestream::Database. */
import { checkTimestreamName } from '../quotas/timestream.ts';
import type { ResourceType } from './resource-type.ts';

export const timestreamDatabase: ResourceType = {
  type: 'AWS::Timestream::Database',
  create: ({ properties, generatedName, parts }) => {
    const name = properties.optionalText('DatabaseName') ?? generatedName;
    checkTimestreamName(properties.where, 'databaseName', name);
    parts.timestream.createDatabase(name);
    return { ref: name, attributes: { Arn: `arn:aws:timestream:${parts.region}:${parts.account}:database/${name}` } };
  },
};
