/** A CloudWatch alarm's change of state as a signal. */
import { ItemRefused } from '#kernel/reading/tally.ts';
import { nanosOfText } from '#kernel/reading/time-text.ts';
import { type AttributeDraft, type Draft, setAttribute } from '#kernel/reading/values.ts';
import type { EventSignal, LogSignal } from '#kernel/signal.ts';
import type { Alarm } from './alarm-forms.ts';
import { resourceOf } from './aws-resource.ts';

const states: ReadonlySet<string> = new Set(['', 'ALARM', 'OK', 'INSUFFICIENT_DATA']);

/** OpenTelemetry's numbers: an alarm that lost its data while it was on may hide that all is down. */
const warn = 13;
const info = 9;

const attributesOf = (alarm: Alarm): AttributeDraft => {
  const attributes: AttributeDraft = {
    'event.key': alarm.arn === '' ? [alarm.account, alarm.region, alarm.name].join('/') : alarm.arn,
  };
  const set = (name: string, value: string | number | undefined): void => {
    if (value !== undefined && value !== '') attributes[`cloudwatch.${name}`] = value;
  };
  set('alarm.arn', alarm.arn);
  set('previous_state', alarm.previousState);
  set('alarm_rule', alarm.rule);
  set('actions_suppressed_by', alarm.suppressedBy);
  set('comparison', alarm.comparison);
  set('threshold', alarm.threshold);
  // An expression stands before the metrics it is made of; who is meant, the metrics say.
  const [metric] = alarm.metrics.filter(({ name }) => name !== '');
  set('namespace', metric?.namespace);
  set('metric', metric?.name);
  set('statistic', metric?.statistic);
  set('expression', alarm.metrics.find(({ expression }) => expression !== '')?.expression);
  if (alarm.metrics.length > 1) attributes['cloudwatch.metrics'] = alarm.metrics.map(({ name, expression }) => name || expression);
  for (const { dimensions } of alarm.metrics)
    for (const [name, value] of dimensions) {
      const label = `label.${name}`;
      if (!Object.hasOwn(attributes, label)) setAttribute(attributes, label, value);
    }
  if (alarm.description !== '') attributes['annotation.description'] = alarm.description;
  return attributes;
};

/**
 * ALARM fires and OK resolves. INSUFFICIENT_DATA judges nothing, so it is a log record: metrics that come now and then pass
 * through it all day, and an alarm that loses its data while it is on must not look cured.
 */
export const alarmSignal = (alarm: Alarm): EventSignal | LogSignal => {
  if (alarm.name === '') throw new ItemRefused('an alarm needs a name');
  if (!states.has(alarm.state)) throw new ItemRefused('an alarm is in none of the states ALARM, OK and INSUFFICIENT_DATA');
  const namespace = alarm.metrics.find(({ name }) => name !== '')?.namespace;
  const dimensions = new Map(alarm.metrics.flatMap((metric) => [...metric.dimensions]));
  const common = {
    timeUnixNano: nanosOfText(alarm.time),
    resource: resourceOf(alarm.account, alarm.region, dimensions, namespace),
    attributes: attributesOf(alarm),
  };
  if (alarm.state === 'INSUFFICIENT_DATA') {
    const severityNumber = alarm.previousState === 'ALARM' ? warn : info;
    const body = `${alarm.name}: ${alarm.reason || 'there are not enough data to tell the state of this alarm.'}`;
    return { kind: 'log', ...common, severityNumber, severityText: alarm.state, body };
  }
  const status = alarm.state === 'OK' ? 'resolved' : 'firing';
  const signal: Draft<EventSignal> = { kind: 'event', ...common, source: 'cloudwatch', name: alarm.name, status };
  if (alarm.state !== '') signal.severityText = alarm.state;
  const message = alarm.reason || alarm.description;
  if (message !== '') signal.message = message;
  return signal;
};
