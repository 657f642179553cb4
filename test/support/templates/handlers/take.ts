/** A small consumer of a queue: notes each body in its log; a body that begins with `poison` fails its message
 * and what follows of its group, with `throw` the invocation. */
import type { SQSEvent } from 'aws-lambda';

export const handler = async ({ Records }: SQSEvent) => {
  const failed: { itemIdentifier: string }[] = [];
  const stopped = new Set<string | undefined>();
  for (const { messageId, body, attributes } of Records) {
    if (!stopped.has(attributes.MessageGroupId))
      console.log(`took ${attributes.MessageGroupId}/${body} #${attributes.ApproximateReceiveCount}`);
    if (body.startsWith('throw')) throw new RangeError('cannot take it');
    if (body.startsWith('poison')) stopped.add(attributes.MessageGroupId);
    if (stopped.has(attributes.MessageGroupId)) failed.push({ itemIdentifier: messageId });
  }
  return { batchItemFailures: failed };
};
