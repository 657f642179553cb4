/** Events of AWS: what EventBridge posts to an API destination, and CloudWatch alarms that come through SNS. */
import { countingAnswers } from '#kernel/reading/answers.ts';
import { parseJson } from '#kernel/reading/json.ts';
import { createTally, decodedOf, partCounter } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import { readItems } from './items.ts';

const decode = ({ body }: ReceiverRequest): Decoded => {
  const tally = createTally();
  return decodedOf(readItems(parseJson(body), tally, partCounter()), tally);
};

export const awsEvents = {
  id: 'aws-events',
  routes: ['POST /aws/events'],
  decode,
  ...countingAnswers(),
} as const satisfies Receiver;
