/** What a stage says about itself: the metrics that alarms and the dashboard share. */
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { alarmPeriod } from './alarm-bell.ts';
import type { StageFunction } from './stage-function.ts';

const perPeriod = { period: alarmPeriod, statistic: Stats.SUM };

/** One of the counts a stage publishes by EMF. */
const stageCount = ({ name, environment }: StageFunction, metricName: string): Metric =>
  new Metric({ namespace: 'Streamwarden', metricName, dimensionsMap: { environment, service: name }, ...perPeriod });

/** What came to a stage. */
export const received = (stage: StageFunction): Metric => stageCount(stage, 'Received');
/** What a stage passed on. */
export const produced = (stage: StageFunction): Metric => stageCount(stage, 'Produced');
/** What a stage put into the quarantine bucket. */
export const quarantined = (stage: StageFunction): Metric => stageCount(stage, 'Quarantined');

/** Invocations that failed or timed out. */
export const errors = (stage: StageFunction): Metric => stage.function.metricErrors(perPeriod);

/** 95th percentile, milliseconds. */
export const duration = (stage: StageFunction): Metric =>
  stage.function.metricDuration({ period: alarmPeriod, statistic: Stats.percentile(95) });

/** Milliseconds between a record's arrival on the stream and its reading. */
export const iteratorAge = (stage: StageFunction): Metric =>
  stage.function.metric('IteratorAge', { period: alarmPeriod, statistic: Stats.MAXIMUM });
