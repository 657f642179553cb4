/** The data stack: everything that keeps something, so that the pipeline can be replaced without losing any of it. */
import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Deployment } from '../constructs/deployment.ts';
import { DurableTable } from '../constructs/durable-table.ts';
import { GeneratedSecret } from '../constructs/generated-secret.ts';
import { MetricDatabase } from '../constructs/metric-database.ts';
import { PrivateBucket } from '../constructs/private-bucket.ts';

/** How long route may work on a batch of findings. */
export const routeTimeout = Duration.seconds(10);
/** Six times that, as AWS advises, so that no finding is handed out twice while it is worked on. When route dies, a page is late by as much. */
const findingVisibility = Duration.seconds(6 * routeTimeout.toSeconds());
/** How long dispatch may work on one group: its channels' retries included. */
export const dispatchTimeout = Duration.seconds(30);
/** A timer is worked on alone, so that twice the time is enough; when dispatch dies, a message is late by as much. */
const timerVisibility = Duration.seconds(2 * dispatchTimeout.toSeconds());

/** Deliveries of a timer, with a minute between them. */
const timerDeliveries = 15;
/** Deliveries of a finding: a quarter of an hour in which what route needs may come back. */
const findingDeliveries = 15;

export class DataStack extends Stack {
  readonly telemetry: Stream;
  readonly findings: Queue;
  /** Findings that no delivery could place. */
  readonly findingsQuarantine: Queue;
  /** Delayed messages that wake groups of alerts. */
  readonly timers: Queue;
  /** Timers that no delivery could answer. */
  readonly timersQuarantine: Queue;
  readonly knowledge: DurableTable;
  readonly response: DurableTable;
  readonly archive: PrivateBucket;
  readonly quarantine: PrivateBucket;
  readonly metrics: MetricDatabase | undefined;
  /** Signs answer links. */
  readonly linkSecret: GeneratedSecret;
  /** Keys the hash that replaces identifiers in telemetry. */
  readonly hashKey: GeneratedSecret;
  /** The AWX application's token; the operator replaces what was generated. */
  readonly awxToken: GeneratedSecret;

  constructor(scope: Construct, id: string, deployment: Deployment) {
    const { prefix, settings } = deployment;
    const retain = settings.removal === 'retain';
    super(scope, id, {
      description: `Streamwarden (${settings.environment}): the telemetry stream, the queues of findings and timers, tables, buckets and secrets`,
      terminationProtection: retain,
    });

    this.telemetry = telemetryStream(this, deployment);

    const fifo: QueueProps = { fifo: true, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
    this.findingsQuarantine = new Queue(this, 'FindingsQuarantine', { ...fifo, queueName: `${prefix}-findings-quarantine.fifo` });
    this.findings = new Queue(this, 'Findings', {
      ...fifo,
      queueName: `${prefix}-findings.fifo`,
      visibilityTimeout: findingVisibility,
      // Order and deduplication per fingerprint are all we need, and lift the queue to thousands of messages a second.
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      deadLetterQueue: { queue: this.findingsQuarantine, maxReceiveCount: findingDeliveries },
    });

    const standard: QueueProps = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
    this.timersQuarantine = new Queue(this, 'TimersQuarantine', { ...standard, queueName: `${prefix}-timers-quarantine` });
    this.timers = new Queue(this, 'Timers', {
      ...standard,
      queueName: `${prefix}-timers`,
      visibilityTimeout: timerVisibility,
      deadLetterQueue: { queue: this.timersQuarantine, maxReceiveCount: timerDeliveries },
    });

    this.knowledge = new DurableTable(this, 'Knowledge', { name: `${prefix}-knowledge`, retain });
    this.response = new DurableTable(this, 'Response', {
      name: `${prefix}-response`,
      retain,
      indexes: [
        {
          indexName: 'by-status',
          partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
          sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
          projectionType: ProjectionType.ALL,
        },
      ],
    });

    this.archive = new PrivateBucket(this, 'Archive', { ...settings.archive, retain, coolDown: true });
    this.quarantine = new PrivateBucket(this, 'Quarantine', { ...settings.quarantine, retain, coolDown: false });
    this.metrics = settings.metricStore === 'timestream' ? new MetricDatabase(this, 'Metrics', deployment) : undefined;

    this.linkSecret = new GeneratedSecret(this, 'LinkSecret', {
      description: 'Streamwarden: signs the links by which people answer',
      retain,
      rotation: 'A rotated key turns every link already sent into an error while somebody is being paged; links expire by themselves.',
    });
    this.hashKey = new GeneratedSecret(this, 'HashKey', {
      description: 'Streamwarden: keys the hash that replaces identifiers in telemetry',
      retain,
      rotation: 'The same identifier must keep its hash, or one user becomes two across the rotation.',
    });
    this.awxToken = new GeneratedSecret(this, 'AwxToken', {
      description: 'Streamwarden: the token of the AWX application that launches runbooks; put yours here after the first deployment',
      retain,
      rotation: 'AWX issues and expires the token; Secrets Manager cannot make one.',
    });

    new CfnOutput(this, 'ArchiveBucket', { value: this.archive.bucketName });
    new CfnOutput(this, 'QuarantineBucket', { value: this.quarantine.bucketName });
  }
}

const telemetryStream = (scope: Construct, { prefix, settings }: Deployment): Stream => {
  const { stream } = settings;
  return new Stream(scope, 'Telemetry', {
    streamName: `${prefix}-telemetry`,
    ...(stream.mode === 'provisioned'
      ? { streamMode: StreamMode.PROVISIONED, shardCount: stream.shards }
      : { streamMode: StreamMode.ON_DEMAND }),
    retentionPeriod: Duration.hours(stream.retentionHours),
    encryption: StreamEncryption.MANAGED,
    // The stream is a buffer of a day or three; what must be kept is in the archive.
    removalPolicy: RemovalPolicy.DESTROY,
  });
};
