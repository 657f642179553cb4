/** AWS::CloudWatch::Alarm: a name; alarms are never evaluated here. */
import type { ResourceType } from './resource-type.ts';

const hasMetric = (metric: unknown): boolean => typeof metric === 'object' && metric !== null && 'MetricStat' in metric;

export const cloudwatchAlarm: ResourceType = {
  type: 'AWS::CloudWatch::Alarm',
  create: ({ properties, generatedName, parts }) => {
    // An alarm costs by the metrics it looks at; one on an expression names them in a list [D].
    parts.meter.hold('alarms', Math.max(1, properties.list('Metrics').filter(hasMetric).length));
    const name = properties.optionalText('AlarmName') ?? generatedName;
    return { ref: name, attributes: { Arn: `arn:aws:cloudwatch:${parts.region}:${parts.account}:alarm:${name}` } };
  },
};
