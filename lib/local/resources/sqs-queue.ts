/** AWS::SQS::Queue: standard or FIFO, with its redrive policy. */
import { encryptWith } from './encryption.ts';
import type { ResourceType } from './resource-type.ts';

export const sqsQueue: ResourceType = {
  type: 'AWS::SQS::Queue',
  create: ({ properties, generatedName, parts }) => {
    const fifo = properties.flag('FifoQueue');
    const name = properties.optionalText('QueueName') ?? (fifo ? `${generatedName}.fifo` : generatedName);
    const redrive = properties.group('RedrivePolicy');
    const deadLetter = redrive.has('deadLetterTargetArn')
      ? { deadLetter: { arn: redrive.text('deadLetterTargetArn'), maxReceiveCount: redrive.number('maxReceiveCount') } }
      : {};
    const { url, arn } = parts.sqs.createQueue({
      name,
      fifo,
      contentBasedDeduplication: properties.flag('ContentBasedDeduplication'),
      visibilityTimeoutSeconds: properties.number('VisibilityTimeout', 30),
      delaySeconds: properties.number('DelaySeconds', 0),
      retentionSeconds: properties.number('MessageRetentionPeriod', 345_600),
      ...deadLetter,
    });
    parts.queues.set(name, arn);
    encryptWith(properties, parts, arn, properties.optionalText('KmsMasterKeyId'));
    return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
  },
};
