/** The three forms a CloudWatch alarm's change of state comes in, read as one: EventBridge's, SNS's and the one Lambda actions get. */
import { isObject, type JsonObject, textOf } from '#kernel/reading/json.ts';
import { type Dimensions, partsOfArn } from './aws-resource.ts';
import type { Envelope } from './envelope.ts';

/** A metric behind an alarm. */
interface AlarmMetric {
  readonly namespace: string;
  readonly name: string;
  readonly statistic: string;
  readonly expression: string;
  readonly dimensions: Dimensions;
}

export interface Alarm {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** `ALARM`, `OK`, `INSUFFICIENT_DATA`; empty where nothing is said. */
  readonly state: string;
  readonly previousState: string;
  readonly reason: string;
  readonly description: string;
  readonly time: string;
  /** Of composite alarms: `ALARM(a) OR ALARM(b)`. */
  readonly rule: string;
  readonly suppressedBy: string;
  readonly threshold: number | undefined;
  readonly comparison: string;
  readonly metrics: readonly AlarmMetric[];
}

/** CloudWatch allows ten metrics an alarm and thirty dimensions a metric. */
const maxMetrics = 20;
const maxDimensions = 30;

const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});
const objectsOf = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.slice(0, maxMetrics).map(objectOf) : []);

/** `{name: value}` in EventBridge, `[{name, value}]` in SNS. */
const dimensionsOf = (given: unknown): Dimensions => {
  const pairs = Array.isArray(given)
    ? given.slice(0, maxDimensions).map((item): [string, unknown] => [textOf(objectOf(item)['name']), objectOf(item)['value']])
    : Object.entries(objectOf(given)).slice(0, maxDimensions);
  return new Map(pairs.filter((pair): pair is [string, string] => pair[0] !== '' && typeof pair[1] === 'string'));
};

const fromConfiguration = (configuration: JsonObject): readonly AlarmMetric[] =>
  objectsOf(configuration['metrics']).map((item) => {
    const stat = objectOf(item['metricStat']);
    const metric = objectOf(stat['metric']);
    return {
      namespace: textOf(metric['namespace']),
      name: textOf(metric['name']),
      statistic: textOf(stat['stat']),
      expression: textOf(item['expression']),
      dimensions: dimensionsOf(metric['dimensions']),
    };
  });

/** One metric stands in the trigger itself, several in its list. */
const fromTrigger = (trigger: JsonObject): readonly AlarmMetric[] => {
  if (textOf(trigger['MetricName']) === '')
    return objectsOf(trigger['Metrics']).map((item) => {
      const stat = objectOf(item['MetricStat']);
      const metric = objectOf(stat['Metric']);
      return {
        namespace: textOf(metric['Namespace']),
        name: textOf(metric['MetricName']),
        statistic: textOf(stat['Stat']),
        expression: textOf(item['Expression']),
        dimensions: dimensionsOf(metric['Dimensions']),
      };
    });
  const statistic = textOf(trigger['Statistic']) || textOf(trigger['ExtendedStatistic']);
  const dimensions = dimensionsOf(trigger['Dimensions']);
  return [{ namespace: textOf(trigger['Namespace']), name: textOf(trigger['MetricName']), statistic, expression: '', dimensions }];
};

const fromStates = (arn: string, account: string, region: string, time: string, detail: JsonObject): Alarm => {
  const state = objectOf(detail['state']);
  const configuration = objectOf(detail['configuration']);
  return {
    arn,
    name: textOf(detail['alarmName']),
    account,
    region,
    state: textOf(state['value']),
    previousState: textOf(objectOf(detail['previousState'])['value']),
    reason: textOf(state['reason']),
    description: textOf(configuration['description']),
    time: textOf(state['timestamp']) || time,
    rule: textOf(configuration['alarmRule']),
    suppressedBy: textOf(state['actionsSuppressedBy']),
    threshold: undefined,
    comparison: '',
    metrics: fromConfiguration(configuration),
  };
};

/** Undefined where the event is another, a change of an alarm's configuration too: that holds a state, but no change of it. */
export const fromEventBridge = ({ source, detailType, resources, account, region, time, detail }: Envelope): Alarm | undefined =>
  source === 'aws.cloudwatch' && detailType === 'CloudWatch Alarm State Change'
    ? fromStates(resources[0] ?? '', account, region, time, detail)
    : undefined;

/** What a Lambda function gets as an alarm's action. */
export const fromLambdaAction = (value: JsonObject): Alarm | undefined => {
  const { alarmData } = value;
  if (!isObject(alarmData) || typeof alarmData['alarmName'] !== 'string') return undefined;
  return fromStates(textOf(value['alarmArn']), textOf(value['accountId']), textOf(value['region']), textOf(value['time']), alarmData);
};

/** An alarm's message in SNS. Older ones name no ARN, and the region by its title: both follow from the topic, which is in the alarm's region. */
export const fromSnsMessage = (message: JsonObject, topicArn: string): Alarm | undefined => {
  const name = textOf(message['AlarmName']);
  if (name === '') return undefined;
  const given = textOf(message['AlarmArn']);
  const topic = partsOfArn(topicArn);
  const account = textOf(message['AWSAccountId']) || topic.account;
  const region = partsOfArn(given).region || topic.region || textOf(message['Region']);
  const trigger = isObject(message['Trigger']) ? message['Trigger'] : message;
  const threshold = trigger['Threshold'];
  return {
    arn: given === '' && topic.region !== '' ? `arn:${topic.partition}:cloudwatch:${region}:${account}:alarm:${name}` : given,
    name,
    account,
    region,
    state: textOf(message['NewStateValue']),
    previousState: textOf(message['OldStateValue']),
    reason: textOf(message['NewStateReason']),
    description: textOf(message['AlarmDescription']),
    time: textOf(message['StateChangeTime']),
    rule: textOf(message['AlarmRule']),
    suppressedBy: textOf(message['ActionsSuppressedBy']),
    threshold: typeof threshold === 'number' && Number.isFinite(threshold) ? threshold : undefined,
    comparison: textOf(trigger['ComparisonOperator']),
    metrics: fromTrigger(trigger),
  };
};
