/** What SNS posts (https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html). No URL in it is ever fetched or kept. */
import { isObject, type JsonObject, textOf } from '#kernel/reading/json.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import { nanosOfText } from '#kernel/reading/time-text.ts';
import type { AttributeDraft } from '#kernel/reading/values.ts';
import type { LogSignal } from '#kernel/signal.ts';
import { partsOfArn, resourceOf } from './aws-resource.ts';
import { innerJson } from './envelope.ts';

/** A message of SNS, by what must be done with it. */
export type SnsPost =
  /** A message that is JSON, to be read as what it is. */
  { readonly kind: 'json'; readonly message: JsonObject; readonly topicArn: string } | { readonly kind: 'log'; readonly signal: LogSignal };

const info = 9;
const warn = 13;

const logOf = (post: JsonObject, body: string, severityNumber: number): SnsPost => {
  const topicArn = textOf(post['TopicArn']);
  const { account, region } = partsOfArn(topicArn);
  const attributes: AttributeDraft = {};
  if (topicArn !== '') attributes['sns.topic_arn'] = topicArn;
  for (const [field, name] of [
    ['Subject', 'sns.subject'],
    ['MessageId', 'sns.message_id'],
  ] as const) {
    const value = textOf(post[field]);
    if (value !== '') attributes[name] = value;
  }
  const time = nanosOfText(post['Timestamp']);
  return {
    kind: 'log',
    signal: { kind: 'log', timeUnixNano: time, resource: resourceOf(account, region), attributes, severityNumber, body },
  };
};

/** Undefined where it is nothing of SNS. A confirmation is told of, never given: its URL would have us call whatever it names. */
export const readSns = (post: JsonObject): SnsPost | undefined => {
  const type = post['Type'];
  if (type === 'SubscriptionConfirmation')
    return logOf(post, 'SNS asks whether to deliver a topic here. It is not confirmed by itself: confirm the subscription by hand.', warn);
  if (type === 'UnsubscribeConfirmation') return logOf(post, 'SNS no longer delivers a topic here.', warn);
  const message = post['Message'];
  if (type !== 'Notification' && !(type === undefined && message !== undefined)) return undefined;
  const topicArn = textOf(post['TopicArn']);
  if (isObject(message)) return { kind: 'json', message, topicArn };
  if (typeof message !== 'string') throw new ItemRefused('a notification of SNS needs a Message');
  const inner = innerJson(message);
  return isObject(inner) ? { kind: 'json', message: inner, topicArn } : logOf(post, message, info);
};
