/** The one dashboard: what came in, how it flowed, what is late, what failed, what is kept aside. */
import { AlarmStatusWidget, Dashboard, GraphWidget, type IMetric, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmBell } from './alarm-bell.ts';
import type { Deployment } from './deployment.ts';
import type { Pipeline } from './pipeline-alarms.ts';
import type { StageFunction } from './stage-function.ts';
import { duration, errors, iteratorAge, produced, quarantined, received } from './stage-metrics.ts';

const graph = (title: string, left: readonly IMetric[]): GraphWidget =>
  new GraphWidget({ title, left: [...left], width: 8, height: 6, leftYAxis: { min: 0 } });

/** One line a stage. */
const graphByStage = (title: string, stages: readonly StageFunction[], metric: (stage: StageFunction) => Metric): GraphWidget =>
  graph(
    title,
    stages.map((stage) => metric(stage).with({ label: stage.name })),
  );

export class Overview extends Construct {
  constructor(scope: Construct, id: string, { prefix }: Deployment, pipeline: Pipeline, bell: AlarmBell) {
    super(scope, id);
    const { functions, streamStages, quarantining, workflows, apis, telemetry, findings, findingsQuarantine } = pipeline;
    const reporting = [...functions.filter(({ name }) => name === 'ingest'), ...quarantining];
    new Dashboard(this, 'Dashboard', {
      dashboardName: prefix,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: bell.alarms, width: 24, height: 4 })],
        [
          graph(
            'Requests',
            apis.flatMap((api) => [api.metricCount(), api.metricClientError(), api.metricServerError()]),
          ),
          graphByStage('Received', reporting, received),
          graphByStage('Produced', reporting, produced),
        ],
        [
          graph('Stream', [telemetry.metricIncomingRecords(), telemetry.metricPutRecordsThrottledRecords()]),
          graphByStage('Behind the stream (ms)', streamStages, iteratorAge),
          graph('Findings queue', [
            findings.metricNumberOfMessagesSent(),
            findings.metricApproximateNumberOfMessagesVisible(),
            findingsQuarantine.metricApproximateNumberOfMessagesVisible({ label: 'quarantine' }),
          ]),
        ],
        [
          graphByStage('Function errors', functions, errors),
          graphByStage('Function duration, 95th percentile (ms)', functions, duration),
          graphByStage('Quarantined', quarantining, quarantined),
        ],
        workflows.map(({ name, stateMachine }) =>
          graph(`Workflow ${name}`, [
            stateMachine.metricStarted(),
            stateMachine.metricSucceeded(),
            stateMachine.metricFailed(),
            stateMachine.metricTimedOut(),
          ]),
        ),
      ],
    });
  }
}
