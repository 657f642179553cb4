/** What SQS refuses of messages and queues, beside size and delay (`services/sqs-input.ts`). */
import { AwsError } from '../service.ts';
import type { NewMessage } from '../services/sqs-message.ts';
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import { checkPattern, checkRange } from './constraint.ts';

/** Message group and deduplication ids [D: message quotas]; the sentence [S: localstack/localstack#9680, from AWS]. */
const groupOrDeduplicationId = /^[a-zA-Z0-9!-/:-@[-`{-~]{1,128}$/;
/** Attributes of a message [D: message quotas]; the sentence [U]. */
const maxAttributes = 10;
/** Queues [D: queue quotas; API reference, SetQueueAttributes]. */
const queueName = /^[a-zA-Z0-9_-]{1,80}$/;
const visibilitySeconds = { least: 0, most: 43_200 };
const delaySeconds = { least: 0, most: 900 };
const retentionSeconds = { least: 60, most: 1_209_600 };
const receiveCount = { least: 1, most: 1_000 };

/** Throws AwsError for a message that no queue takes. */
export const checkMessage = ({ groupId, deduplicationId, attributes }: NewMessage): void => {
  for (const [name, id] of Object.entries({ MessageGroupId: groupId, MessageDeduplicationId: deduplicationId }))
    if (id !== undefined && !groupOrDeduplicationId.test(id))
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${id} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
      );
  const count = Object.keys(attributes).length;
  if (count > maxAttributes)
    throw new AwsError('InvalidParameterValue', `Number of message attributes [${count}] exceeds the allowed maximum [${maxAttributes}].`);
};

/** TemplateError for a queue that SQS would not create. */
export const checkQueue = (properties: Properties, { name, fifo }: { readonly name: string; readonly fifo: boolean }): void => {
  const { where } = properties;
  if (fifo !== name.endsWith('.fifo'))
    throw new TemplateError(
      where,
      fifo
        ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length'
        : `The name ${name} ends with .fifo, but FifoQueue is not true`,
    );
  if (name.length > 80) throw new TemplateError(where, `The queue name ${name} is longer than 80 characters`);
  checkPattern(where, 'queueName', name.replace(/\.fifo$/, ''), queueName);
  checkRange(where, 'visibilityTimeout', properties.optionalNumber('VisibilityTimeout'), visibilitySeconds);
  checkRange(where, 'delaySeconds', properties.optionalNumber('DelaySeconds'), delaySeconds);
  checkRange(where, 'messageRetentionPeriod', properties.optionalNumber('MessageRetentionPeriod'), retentionSeconds);
  checkRange(where, 'maxReceiveCount', properties.group('RedrivePolicy').optionalNumber('maxReceiveCount'), receiveCount);
};
