/** An alarm for each way a stage can fail people. */
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type AlarmBell, alarmPeriod } from './alarm-bell.ts';
import type { StageFunction } from './stage-function.ts';
import { errors, iteratorAge, quarantined } from './stage-metrics.ts';
import type { Workflow } from './workflow.ts';

/** What alarms and the dashboard watch. */
export interface Pipeline {
  readonly functions: readonly StageFunction[];
  /** Of the functions, those that read the stream. */
  readonly streamStages: readonly StageFunction[];
  /** Of the functions, those that put into the quarantine bucket. */
  readonly quarantining: readonly StageFunction[];
  readonly workflows: readonly Workflow[];
  /** The API; where agents show certificates, also theirs. */
  readonly apis: readonly HttpApi[];
  readonly telemetry: Stream;
  readonly findings: Queue;
  readonly findingsQuarantine: Queue;
  readonly timersQuarantine: Queue;
  /** Where policy wants second opinions. */
  readonly opinionsQuarantine: Queue | undefined;
}

/** The oldest unread record that is still acceptable: nobody is paged for what has not been read. */
const iteratorAgeLimitMs = 60_000;

/** Functions that fail, fall behind, or quarantine. */
export const ringForStages = (bell: AlarmBell, pipeline: Pipeline): void => {
  for (const stage of pipeline.functions)
    bell.ring({
      name: `${stage.name}-errors`,
      says: `${stage.name} failed or timed out; its log group says why.`,
      metric: errors(stage),
    });
  for (const stage of pipeline.streamStages)
    bell.ring({
      name: `${stage.name}-behind`,
      says: `${stage.name} reads the stream more than a minute late: too few shards, or a record that keeps failing.`,
      metric: iteratorAge(stage),
      above: iteratorAgeLimitMs,
      periods: 2,
    });
  for (const stage of pipeline.quarantining)
    bell.ring({
      name: `${stage.name}-quarantine`,
      says: `${stage.name} put something into the quarantine bucket under ${stage.name}/; each object names its reason.`,
      metric: quarantined(stage),
    });
};

/** Workflows that end otherwise than they should. */
export const ringForWorkflows = (bell: AlarmBell, { workflows }: Pipeline): void => {
  for (const { name, stateMachine } of workflows) {
    const period = { period: alarmPeriod };
    bell.ring({
      name: `${name}-failed`,
      says: `A ${name} workflow failed: look at its execution's history. Somebody may be waiting for a page that did not come.`,
      metric: stateMachine.metricFailed(period),
    });
    bell.ring({
      name: `${name}-timed-out`,
      says: `A ${name} workflow ran out of time: look at its execution's history.`,
      metric: stateMachine.metricTimedOut(period),
    });
  }
};

/** What lies between clients and stages: the API, the stream, the queues. */
export const ringForTransport = (bell: AlarmBell, pipeline: Pipeline): void => {
  const { apis, telemetry, findingsQuarantine, timersQuarantine, opinionsQuarantine } = pipeline;
  for (const [index, api] of apis.entries())
    bell.ring({
      name: index === 0 ? 'api-server-errors' : 'agents-api-server-errors',
      says: 'The API answered 5xx: agents keep and resend what they can, people’s answers may be lost.',
      metric: api.metricServerError({ period: alarmPeriod, statistic: Stats.SUM }),
    });
  bell.ring({
    name: 'stream-throttled',
    says: 'The telemetry stream refuses records: add shards (stream.shards in cdk.json).',
    metric: telemetry.metricPutRecordsThrottledRecords({ period: alarmPeriod, statistic: Stats.SUM }),
    periods: 2,
  });
  bell.ring({
    name: 'findings-quarantine',
    says: 'Findings that route could not place in a quarter of an hour wait in the dead-letter queue: redrive it once route works again.',
    metric: findingsQuarantine.metricApproximateNumberOfMessagesVisible({ period: alarmPeriod, statistic: Stats.MAXIMUM }),
  });
  bell.ring({
    name: 'timers-quarantine',
    says: 'Groups of alerts were not told of: their timers wait in the dead-letter queue. Redrive it once dispatch works again.',
    metric: timersQuarantine.metricApproximateNumberOfMessagesVisible({ period: alarmPeriod, statistic: Stats.MAXIMUM }),
  });
  if (opinionsQuarantine !== undefined)
    bell.ring({
      name: 'opinions-quarantine',
      says: 'advise died of requests for second opinions, which wait in the dead-letter queue; nothing else is held up by them.',
      metric: opinionsQuarantine.metricApproximateNumberOfMessagesVisible({ period: alarmPeriod, statistic: Stats.MAXIMUM }),
    });
};
