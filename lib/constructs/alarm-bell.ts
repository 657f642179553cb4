/** Alarms and where they ring: one SNS topic, one way to say what is wrong. */
import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';

/** One alarm. */
export interface AlarmProps {
  /** After the prefix. */
  readonly name: string;
  /** What is wrong, and what to look at. */
  readonly says: string;
  readonly metric: IMetric;
  /** Rings above this; 0 means at the first. */
  readonly above?: number;
  /** Consecutive periods; 1 means at once. */
  readonly periods?: number;
}

/** The period of every alarm's metric. */
export const alarmPeriod = Duration.minutes(5);

export class AlarmBell extends Construct {
  readonly topic: Topic;
  readonly alarms: Alarm[] = [];
  private readonly prefix: string;

  constructor(scope: Construct, id: string, { prefix, settings }: Deployment) {
    super(scope, id);
    this.prefix = prefix;
    // No key of ours: CloudWatch may not publish through the AWS-managed one [D], and an alarm's text holds no telemetry.
    this.topic = new Topic(this, 'Topic', { topicName: `${prefix}-alarms`, displayName: 'Streamwarden alarms', enforceSSL: true });
    // The policy that enforces TLS replaces the default one, by which alarms of the account may publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (settings.alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(settings.alarmEmail));
  }

  /** Adds an alarm, which also tells when it is over. */
  ring({ name, says, metric, above = 0, periods = 1 }: AlarmProps): void {
    const alarm = new Alarm(this, name, {
      alarmName: `${this.prefix}-${name}`,
      alarmDescription: says,
      metric,
      threshold: above,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      // No data means that nothing happened.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.alarms.push(alarm);
  }
}
