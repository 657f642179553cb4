/** AWS::SNS::TopicPolicy: recorded, not enforced. */
import type { ResourceType } from './resource-type.ts';

export const snsTopicPolicy: ResourceType = {
  type: 'AWS::SNS::TopicPolicy',
  create: ({ generatedName }) => ({ ref: generatedName }),
};
