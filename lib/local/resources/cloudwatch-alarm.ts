/** AWS::CloudWatch::Alarm: a name; alarms are never evaluated here. */
import type { ResourceType } from './resource-type.ts';

export const cloudwatchAlarm: ResourceType = {
  type: 'AWS::CloudWatch::Alarm',
  create: ({ properties, generatedName, parts }) => {
    const name = properties.optionalText('AlarmName') ?? generatedName;
    return { ref: name, attributes: { Arn: `arn:aws:cloudwatch:${parts.region}:${parts.account}:alarm:${name}` } };
  },
};
