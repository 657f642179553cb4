/** SQS: every action is on a queue; the batch calls need the action of the single ones. */
import { inputOf, jsonDenial, type ServiceActions, textOf } from './service-actions.ts';

const denied = jsonDenial({
  version: '1.0',
  type: 'com.amazon.coral.service#AccessDeniedException',
  // 403 and the error code AccessDenied: as clients of either protocol see it (aws/serverless-application-model#3633 [S]).
  status: 403,
  messageName: 'message',
  headers: { 'x-amzn-query-error': 'AccessDenied;Sender' },
});

/** API reference, SendMessage, KmsAccessDenied; 400 and the code of the query protocol: opensearch-project/data-prepper#2422 and the model of client-sqs [S]. */
const keyDenied = jsonDenial({
  version: '1.0',
  type: 'com.amazonaws.sqs#KmsAccessDenied',
  status: 400,
  messageName: 'message',
  headers: { 'x-amzn-query-error': 'KMS.AccessDeniedException;Sender' },
});

export const sqsActions: ServiceActions = {
  signingName: 'sqs',
  needed: (request, { account, region }) => {
    const action = `sqs:${request.operation.replace(/Batch$/, '')}`;
    if (request.operation === 'ListQueues') return [{ action, resource: '*' }];
    const input = inputOf(request);
    const [name, owner] = (textOf(input, 'QueueUrl') ?? '').split('/').reverse();
    const queue = textOf(input, 'QueueName') ?? (name || '*');
    return [{ action, resource: `arn:aws:sqs:${region}:${owner || account}:${queue}` }];
  },
  // SQS writes the action in lower case: `sqs:sendmessage` (same source [S]).
  denial: (message, { action }) => denied(message.replaceAll(action, action.toLowerCase())),
  keyDenial: (message) => keyDenied(message),
};
