/** What a stage says about itself: the metrics that alarms and the dashboard share. */
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { alarmPeriod } from './alarm-bell.ts';
import type { StageFunction } from './stage-function.ts';

const perPeriod = { period: alarmPeriod, statistic: Stats.SUM };

/** One of the counts a stage publishes by EMF. */
const stageCount = ({ name, environment }: StageFunction, metricName: string): Metric =>
  new Metric({ namespace: 'Streamwarden', metricName, dimensionsMap: { environment, service: name }, ...perPeriod });

export const received = (stage: StageFunction): Metric => stageCount(stage, 'Received');
export const produced = (stage: StageFunction): Metric => stageCount(stage, 'Produced');
export const quarantined = (stage: StageFunction): Metric => stageCount(stage, 'Quarantined');

export const errors = (stage: StageFunction): Metric => stage.function.metricErrors(perPeriod);

export const duration = (stage: StageFunction): Metric =>
  stage.function.metricDuration({ period: alarmPeriod, statistic: Stats.percentile(95) });

/** Milliseconds between a record's arrival on the stream and its reading. */
export const iteratorAge = (stage: StageFunction): Metric =>
  stage.function.metric('IteratorAge', { period: alarmPeriod, statistic: Stats.MAXIMUM });
