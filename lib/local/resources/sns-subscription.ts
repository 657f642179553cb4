/** AWS::SNS::Subscription: recorded; nothing is published here. */
import type { ResourceType } from './resource-type.ts';

export const snsSubscription: ResourceType = {
  type: 'AWS::SNS::Subscription',
  create: ({ properties, logicalId }) => ({ ref: `${properties.text('TopicArn')}:${logicalId}` }),
};
