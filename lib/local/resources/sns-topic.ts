/** AWS::SNS::Topic: an address; only alarms publish to topics, and alarms are never evaluated here. */
import type { ResourceType } from './resource-type.ts';

export const snsTopic: ResourceType = {
  type: 'AWS::SNS::Topic',
  create: ({ properties, generatedName, parts }) => {
    const name = properties.optionalText('TopicName') ?? generatedName;
    const arn = `arn:aws:sns:${parts.region}:${parts.account}:${name}`;
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
};
