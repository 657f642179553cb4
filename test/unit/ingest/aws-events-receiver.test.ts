import { describe, expect, it } from 'vitest';
import { awsEvents } from '#functions/ingest/aws-events/receiver.ts';
import type { Decoded } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { post, receivedAt } from './ingest-support.ts';

const arn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout errors';

const decode = (body: unknown): Decoded =>
  awsEvents.decode({ ...post('/aws/events', typeof body === 'string' ? body : JSON.stringify(body)), receivedAt });

const only = (body: unknown): Signal => {
  const { signals } = decode(body);
  expect(signals).toHaveLength(1);
  return signals[0] as Signal;
};

const states = (value: string) => ({
  alarmName: 'checkout errors',
  state: { value, reason: 'Crossed', timestamp: '2026-11-02T09:00:00.123+0000' },
});

const fromEventBridge = (value: string) => ({
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  account: '111122223333',
  region: 'eu-west-1',
  resources: [arn],
  detail: states(value),
});

const sns = (message: unknown) => ({
  Type: 'Notification',
  TopicArn: 'arn:aws:sns:eu-west-1:111122223333:alarms',
  Message: typeof message === 'string' ? message : JSON.stringify(message),
  SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/c.pem',
  UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&Token=hunter2',
});

const fromSns = (state: string) =>
  sns({
    AlarmName: 'checkout errors',
    AWSAccountId: '111122223333',
    NewStateValue: state,
    NewStateReason: 'Crossed',
    Region: 'EU (Ireland)',
  });

describe('CloudWatch alarms', () => {
  it('have one key whichever way they come, and whatever their state', () => {
    const ways = [
      fromEventBridge('ALARM'),
      fromEventBridge('OK'),
      fromEventBridge('INSUFFICIENT_DATA'),
      fromSns('ALARM'),
      fromSns('OK'),
      sns(fromEventBridge('ALARM')),
      { Records: [{ EventSource: 'aws:sns', Sns: fromSns('ALARM') }] },
      { source: 'aws.cloudwatch', alarmArn: arn, accountId: '111122223333', region: 'eu-west-1', alarmData: states('ALARM') },
    ];
    for (const way of ways) expect(only(way).attributes['event.key']).toBe(arn);
  });

  it.for([
    ['ALARM', 'event', 'firing'],
    ['OK', 'event', 'resolved'],
    ['INSUFFICIENT_DATA', 'log', undefined],
  ] as const)('in the state %s are a signal of kind %s, status %s', ([state, kind, status]) => {
    for (const way of [fromEventBridge(state), fromSns(state)]) {
      const signal = only(way);
      expect(signal.kind).toBe(kind);
      expect(signal.kind === 'event' ? signal.status : undefined).toBe(status);
    }
  });

  it('whose configuration changes do not change their state', () => {
    const change = { ...fromEventBridge('ALARM'), 'detail-type': 'CloudWatch Alarm Configuration Change' };
    expect(only(change)).toMatchObject({ source: 'eventbridge', name: 'CloudWatch Alarm Configuration Change' });
  });

  it('may have any names for dimensions', () => {
    const metrics = [{ metricStat: { metric: { name: 'm', dimensions: { constructor: 'a' } } } }];
    const text = JSON.stringify({ ...fromEventBridge('ALARM'), detail: { ...states('ALARM'), configuration: { metrics } } });
    const { attributes } = only(text.replace('"constructor"', '"__proto__":"b","constructor"'));
    expect(attributes).toMatchObject({ 'label.constructor': 'a', 'label.__proto__': 'b' });
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
  });
});

describe('AWS Health events', () => {
  const health = (detail: object) => ({
    source: 'aws.health',
    'detail-type': 'AWS Health Event',
    detail: { eventArn: 'arn:aws:health:eu-west-1::event/1', eventTypeCode: 'AWS_EC2_ISSUE', eventTypeCategory: 'issue', ...detail },
  });

  it('are resolved when they are closed, under the key they fired with', () => {
    const [open, closed] = [only(health({ statusCode: 'open' })), only(health({ statusCode: 'closed' }))];
    expect(open).toMatchObject({ source: 'aws-health', status: 'firing', severityText: 'issue' });
    expect(closed).toMatchObject({ status: 'resolved' });
    expect(closed.attributes['event.key']).toBe(open.attributes['event.key']);
  });

  it('concern each account of an organisation by itself', () => {
    const keys = ['1', '2'].map((affectedAccount) => only(health({ affectedAccount })).attributes['event.key']);
    expect(new Set(keys).size).toBe(2);
  });

  it('name some of very many entities, and count all', () => {
    const affectedEntities = [...Array(5_000).keys()].map((at) => ({ entityValue: `i-${at}` }));
    const { attributes } = only(health({ affectedEntities }));
    expect(attributes['aws-health.affected_entity_count']).toBe(5_000);
    expect(attributes['aws-health.affected_entities']).toHaveLength(50);
  });
});

describe('messages of SNS', () => {
  it('never bring along the URLs and tokens that come with them', () => {
    const confirmation = {
      ...sns('confirm'),
      Type: 'SubscriptionConfirmation',
      Token: 'hunter2',
      SubscribeURL: 'https://169.254.169.254/?hunter2',
    };
    for (const body of [confirmation, { ...confirmation, Type: 'UnsubscribeConfirmation' }, sns('hello'), fromSns('ALARM')]) {
      const text = JSON.stringify(only(body), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
      expect(text).not.toMatch(/hunter2|169\.254|https:/);
    }
  });

  it('that are not of AWS are kept as log records', () => {
    expect(only(sns('{"order":1}'))).toMatchObject({ kind: 'log', body: { order: 1 } });
    expect(only(sns('plain'))).toMatchObject({ kind: 'log', body: 'plain' });
    expect(only(sns('{"cut":'))).toMatchObject({ kind: 'log', body: '{"cut":' });
  });

  it('are opened once, not for ever', () => {
    const nested = [...Array(8)].reduce<unknown>((inner) => sns(inner), 'x');
    expect(only(nested)).toMatchObject({ kind: 'log' });
  });
});

describe('other events', () => {
  it('are refused when they nest too deep, and their neighbours kept', () => {
    const deep = [...Array(40)].reduce<unknown>((inner) => ({ inner }), 1);
    const event = (detail: unknown) => ({ source: 'shop', 'detail-type': 'order', resources: ['a', 'b'], detail });
    const { signals, rejected } = decode([event(deep), event({ message: 'm' })]);
    expect(rejected).toEqual([{ count: 1, reason: 'values nested deeper than 32' }]);
    expect(signals).toMatchObject([
      { source: 'eventbridge', name: 'order', message: 'order: m', attributes: { 'event.key': 'shop/order/a/b' } },
    ]);
  });

  it.for([['{}'], ['[]'], ['7'], ['null'], ['[[]]'], ['{"Records":[{}]}'], ['{"Type":"Notification"}'], ['{"DetailType":"x"}']])(
    '%s hold none',
    ([body]) => {
      if (body === '[]') expect(decode(body).signals).toEqual([]);
      else expect(() => decode(body)).toThrow(/Nothing could be read/);
    },
  );
});
