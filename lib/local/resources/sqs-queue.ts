/** AWS::SQS::Queue: standard or FIFO, with its redrive policy. */
import type { CloudParts } from '../cloud-parts.ts';
import { checkQueue } from '../quotas/sqs.ts';
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import { encryptWith } from './encryption.ts';
import type { ResourceType } from './resource-type.ts';

const checkDeadLetters = ({ where }: Properties, { queues }: CloudParts, arn: string | undefined): void => {
  if (arn !== undefined && ![...queues.values()].includes(arn)) throw new TemplateError(where, `there is no queue ${arn} for dead letters`);
};

export const sqsQueue: ResourceType = {
  type: 'AWS::SQS::Queue',
  create: ({ properties, generatedName, parts }) => {
    const fifo = properties.flag('FifoQueue');
    const name = properties.optionalText('QueueName') ?? (fifo ? `${generatedName}.fifo` : generatedName);
    checkQueue(properties, { name, fifo });
    const redrive = properties.group('RedrivePolicy');
    const deadLetter: { readonly deadLetter?: { readonly arn: string; readonly maxReceiveCount: number } } = redrive.has(
      'deadLetterTargetArn',
    )
      ? { deadLetter: { arn: redrive.text('deadLetterTargetArn'), maxReceiveCount: redrive.number('maxReceiveCount') } }
      : {};
    if (parts.queues.has(name)) throw new TemplateError(properties.where, `there is a queue ${name} already`);
    checkDeadLetters(properties, parts, deadLetter.deadLetter?.arn);
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
