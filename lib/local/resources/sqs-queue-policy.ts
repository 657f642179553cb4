/** AWS::SQS::QueuePolicy: recorded, not enforced. */
import type { ResourceType } from './resource-type.ts';

export const sqsQueuePolicy: ResourceType = {
  type: 'AWS::SQS::QueuePolicy',
  create: ({ generatedName }) => ({ ref: generatedName }),
};
