/** The pipeline stack: the API, the functions, what feeds them, the workflows, and the alarms that watch them. */
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { AlarmBell } from '../constructs/alarm-bell.ts';
import type { Deployment } from '../constructs/deployment.ts';
import { FrontDoor } from '../constructs/front-door.ts';
import { Overview } from '../constructs/overview.ts';
import { type Pipeline, ringForStages, ringForTransport, ringForWorkflows } from '../constructs/pipeline-alarms.ts';
import { StreamConsumer } from '../constructs/stream-consumer.ts';
import type { DataStack } from './data-stack.ts';
import { StageFunctions } from './stage-functions.ts';

export interface PipelineStackProps {
  readonly deployment: Deployment;
  readonly data: DataStack;
}

/** Findings must not wait for company; the archive's objects should not be tiny. */
const analysis = { batchSize: 200, window: Duration.seconds(1) };
/** A file in S3 costs as much as a hundred samples on all their way: half a minute of them lie in one. */
const archiving = { batchSize: 500, window: Duration.seconds(30) };

/** Keeps nothing that the data stack does not keep: it can be replaced. */
export class PipelineStack extends Stack {
  /** Where agents send to. */
  readonly endpoint: string;
  /** The API, to which `/$default/<METHOD>/<path>` is added for one route. */
  readonly apiArn: string;

  constructor(scope: Construct, id: string, { deployment, data }: PipelineStackProps) {
    const { settings } = deployment;
    super(scope, id, {
      description: `Streamwarden (${settings.environment}): the API, the functions, the workflows and their alarms`,
      terminationProtection: settings.removal === 'retain',
    });
    const door = new FrontDoor(this, 'FrontDoor', deployment);
    const stages = new StageFunctions(this, 'Stages', { deployment, data, publicUrl: door.api.apiEndpoint });
    door.open(stages);
    this.endpoint = door.agentsUrl;
    this.apiArn = this.formatArn({ service: 'execute-api', resource: door.agentsApi.apiId });

    const { telemetry, findings, findingsQuarantine, timers, timersQuarantine, quarantine } = data;
    const { authorise, ingest, classify, detect, archive, route, dispatch, escalate, remediate, notify, respond, opinions } = stages;
    new StreamConsumer(this, 'ClassifyConsumer', deployment, { stage: classify, stream: telemetry, quarantine, ...analysis });
    new StreamConsumer(this, 'DetectConsumer', deployment, { stage: detect, stream: telemetry, quarantine, ...analysis });
    new StreamConsumer(this, 'ArchiveConsumer', deployment, { stage: archive, stream: telemetry, quarantine, ...archiving });
    new EventSourceMapping(this, 'RouteConsumer', {
      target: route.function,
      eventSourceArn: findings.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
    });
    // One group a call: a slow channel holds up nobody else's group.
    new EventSourceMapping(this, 'DispatchConsumer', {
      target: dispatch.function,
      eventSourceArn: timers.queueArn,
      batchSize: 1,
      reportBatchItemFailures: true,
    });

    if (opinions !== undefined)
      new EventSourceMapping(this, 'AdviseConsumer', {
        target: opinions.advise.function,
        eventSourceArn: opinions.requests.queue.queueArn,
        batchSize: 1,
        reportBatchItemFailures: true,
      });

    const pipeline: Pipeline = {
      functions: [
        ...(authorise === undefined ? [] : [authorise]),
        ...[ingest, classify, detect, archive, route, dispatch, escalate, remediate, notify, respond],
        ...(opinions === undefined ? [] : [opinions.advise]),
      ],
      streamStages: [classify, detect, archive],
      quarantining: [classify, detect, archive, route],
      workflows: [stages.escalation, stages.remediation],
      apis: [...new Set([door.api, door.agentsApi])],
      telemetry,
      findings,
      findingsQuarantine,
      timersQuarantine,
      opinionsQuarantine: opinions?.requests.quarantine,
    };
    const bell = new AlarmBell(this, 'Alarms', deployment);
    ringForStages(bell, pipeline);
    ringForWorkflows(bell, pipeline);
    ringForTransport(bell, pipeline);
    new Overview(this, 'Overview', deployment, pipeline, bell);

    new CfnOutput(this, 'ApiUrl', {
      value: door.api.apiEndpoint,
      description: door.agentsApi === door.api ? 'Where agents send telemetry and people answer' : 'Where people answer',
    });
  }
}
