/** AWS::SQS::QueuePolicy: what queues allow and deny. */
import { TemplateError } from '../template/template-error.ts';
import { readOrRefuse } from './policy-document.ts';
import type { ResourceType } from './resource-type.ts';

export const sqsQueuePolicy: ResourceType = {
  type: 'AWS::SQS::QueuePolicy',
  create: ({ properties, generatedName, parts }) => {
    for (const url of properties.list('Queues')) {
      const arn = parts.queues.get(String(url).split('/').at(-1) ?? '');
      if (arn === undefined) throw new TemplateError(properties.where, `there is no queue ${String(url)}`);
      readOrRefuse(properties, () => parts.access.attachToResource(arn, properties.fields['PolicyDocument']));
    }
    return { ref: generatedName };
  },
};
