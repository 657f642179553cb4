/** AWS::Logs::LogGroup: a name; what functions log is told as events of the local cloud. */
import type { ResourceType } from './resource-type.ts';

export const logsLogGroup: ResourceType = {
  type: 'AWS::Logs::LogGroup',
  create: ({ properties, generatedName, parts }) => {
    const name = properties.optionalText('LogGroupName') ?? generatedName;
    parts.meter.logs.addGroup(name, properties.optionalNumber('RetentionInDays'));
    return { ref: name, attributes: { Arn: `arn:aws:logs:${parts.region}:${parts.account}:log-group:${name}:*` } };
  },
};
