/** Finds out what each posted thing is: an event of EventBridge, an alarm, or one of these in an envelope of SNS. */
import { isObject, type JsonObject, plainValue, textOf } from '#kernel/reading/json.ts';
import { ItemRefused, type Tally, tallied } from '#kernel/reading/tally.ts';
import type { Signal } from '#kernel/signal.ts';
import { alarmSignal } from './alarm.ts';
import { fromEventBridge, fromLambdaAction, fromSnsMessage } from './alarm-forms.ts';
import { envelopeOf } from './envelope.ts';
import { healthSignal, isHealth } from './health.ts';
import { otherSignal } from './other-event.ts';
import { readSns } from './sns.ts';

const bare = (value: JsonObject, topicArn: string, part: () => void): Signal | undefined => {
  const alarm = fromLambdaAction(value) ?? fromSnsMessage(value, topicArn);
  if (alarm !== undefined) return alarmSignal(alarm);
  const event = envelopeOf(value);
  if (event === undefined) return undefined;
  const change = fromEventBridge(event);
  if (change !== undefined) return alarmSignal(change);
  return isHealth(event) ? healthSignal(event) : otherSignal(event, part);
};

const single = (value: unknown, part: () => void): Signal => {
  if (!isObject(value)) throw new ItemRefused('an event is an object');
  const post = readSns(value);
  if (post?.kind === 'log') return post.signal;
  const signal = post === undefined ? bare(value, '', part) : bare(post.message, post.topicArn, part);
  if (signal !== undefined) return signal;
  if (post === undefined) throw new ItemRefused('neither an event of EventBridge, nor a CloudWatch alarm, nor a message of SNS');
  // A message of a program's own: kept as it is, for nobody has judged anything in it.
  const resource = { attributes: { 'cloud.provider': 'aws' } };
  const attributes = post.topicArn === '' ? {} : { 'sns.topic_arn': post.topicArn };
  return { kind: 'log', timeUnixNano: 0n, resource, attributes, severityNumber: 9, body: plainValue(post.message, part) };
};

/** A Lambda function's event of SNS holds its messages in Records. */
const unpacked = (value: unknown): unknown =>
  isObject(value) && isObject(value['Sns']) && textOf(value['EventSource']) === 'aws:sns' ? value['Sns'] : value;

/** The signals of a body: one thing or a list of them. */
export const readItems = (body: unknown, tally: Tally, part: () => void): Signal[] => {
  const signals: Signal[] = [];
  const records = isObject(body) && Array.isArray(body['Records']) ? body['Records'] : body;
  for (const item of Array.isArray(records) ? records : [records]) {
    part();
    tallied(tally, () => signals.push(single(unpacked(item), part)));
  }
  return signals;
};
