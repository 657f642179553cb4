/**
 * What AWS charges in us-east-1: list prices of the first tier, without free allowances. Each line was looked up in November 2026 and carries its
 * mark: [D] the service's own pricing page or documentation, [S] a secondary source, [U] not verified.
 */

/** A GB on a bill has 2^30 bytes. */
const gigabyte = 2 ** 30;
const million = 1_000_000;
/** Hours of a month, as AWS's own calculator counts them. */
export const monthHours = 730;

interface Price {
  readonly service: string;
  /** One of what is charged, as a bill shows it. */
  readonly unit: string;
  /** How much of the counted quantity is one unit: bytes a GB, hours a month. */
  readonly scale: number;
  /** For one unit. */
  readonly dollars: number;
  readonly source: string;
}

const each = (service: string, unit: string, dollars: number, source: string): Price => ({ service, unit, scale: 1, dollars, source });
const bytes = (service: string, unit: string, dollars: number, source: string): Price => ({
  ...each(service, unit, dollars, source),
  scale: gigabyte,
});
const monthly = (service: string, unit: string, dollars: number, source: string): Price => ({
  ...each(service, unit, dollars, source),
  scale: monthHours,
});

export const prices = {
  'api-requests': each('API Gateway', 'HTTP API requests (512 KB)', 1.0 / million, 'aws.amazon.com/api-gateway/pricing [S]'),

  'lambda-requests': each('Lambda', 'requests', 0.2 / million, 'aws.amazon.com/lambda/pricing [S]'),
  // Counted in megabyte-milliseconds.
  'lambda-compute': { ...each('Lambda', 'GB-seconds (arm64)', 0.0000133334, 'aws.amazon.com/lambda/pricing [S]'), scale: 1024 * 1000 },

  'kinesis-put-units': each('Kinesis', 'PUT payload units (25 KB)', 0.014 / million, 'aws.amazon.com/kinesis/data-streams/pricing [S]'),
  'kinesis-shard-hours': each('Kinesis', 'shard-hours', 0.015, 'aws.amazon.com/kinesis/data-streams/pricing [S]'),
  'kinesis-extended-shard-hours': each(
    'Kinesis',
    'shard-hours of retention past 24 h',
    0.02,
    'aws.amazon.com/kinesis/data-streams/pricing [S]',
  ),
  'kinesis-stream-hours': each('Kinesis', 'on-demand stream-hours', 0.04, 'aws.amazon.com/kinesis/data-streams/pricing [S]'),
  'kinesis-in': bytes('Kinesis', 'GB in (on demand, records in whole KB)', 0.08, 'aws.amazon.com/kinesis/data-streams/pricing [S]'),
  'kinesis-out': bytes('Kinesis', 'GB out (on demand)', 0.04, 'aws.amazon.com/kinesis/data-streams/pricing [S]'),
  'kinesis-kept': bytes('Kinesis', 'GB-months past 24 h (on demand)', 0.1, 'aws.amazon.com/kinesis/data-streams/pricing [S]'),
  'kinesis-fan-out-shard-hours': each('Kinesis', 'fan-out consumer-shard-hours', 0.015, 'aws.amazon.com/kinesis/data-streams/pricing [S]'),
  'kinesis-fan-out': bytes('Kinesis', 'GB out (fan-out)', 0.013, 'aws.amazon.com/kinesis/data-streams/pricing [S]'),
  'kinesis-fan-out-on-demand': bytes('Kinesis', 'GB out (on demand, fan-out)', 0.05, 'aws.amazon.com/kinesis/data-streams/pricing [S]'),

  'dynamodb-writes': each('DynamoDB', 'write request units', 0.625 / million, 'aws.amazon.com/dynamodb/pricing/on-demand [S]'),
  'dynamodb-reads': each('DynamoDB', 'read request units', 0.125 / million, 'aws.amazon.com/dynamodb/pricing/on-demand [S]'),
  'dynamodb-kept': bytes('DynamoDB', 'GB-months', 0.25, 'aws.amazon.com/dynamodb/pricing/on-demand [S]'),
  'dynamodb-recovery': bytes('DynamoDB', 'GB-months recoverable', 0.2, 'aws.amazon.com/dynamodb/pricing/on-demand [S]'),

  'sqs-requests': each('SQS', 'requests (64 KB)', 0.4 / million, 'aws.amazon.com/sqs/pricing [S]'),
  'sqs-fifo-requests': each('SQS', 'FIFO requests (64 KB)', 0.5 / million, 'aws.amazon.com/sqs/pricing [S]'),
  'sqs-polls': each('SQS', 'FIFO requests of the idle poller', 0.5 / million, 'aws.amazon.com/sqs/pricing [S]'),

  'states-transitions': each('Step Functions', 'state transitions', 0.025 / 1_000, 'aws.amazon.com/step-functions/pricing [D]'),

  'timestream-writes': each('Timestream', 'writes (1 KB)', 0.5 / million, 'aws.amazon.com/timestream/pricing [S]'),
  'timestream-memory': {
    ...bytes('Timestream', 'GB-hours in memory', 0.036, 'aws.amazon.com/timestream/pricing [S]'),
    scale: gigabyte / monthHours,
  },
  'timestream-magnetic': bytes('Timestream', 'GB-months on disk', 0.03, 'aws.amazon.com/timestream/pricing [S]'),

  // Accounts of before 2024-04-29; later ones pay compute units by the hour [D: Developer Guide, "Timestream Compute Unit"], which no single query tells.
  'timestream-scanned': bytes('Timestream', 'GB scanned by queries (10 MB at least)', 0.01, 'aws.amazon.com/timestream/pricing [S]'),

  's3-writes': each('S3', 'PUT and LIST requests', 0.005 / 1_000, 'aws.amazon.com/s3/pricing [S]'),
  's3-reads': each('S3', 'GET requests', 0.0004 / 1_000, 'aws.amazon.com/s3/pricing [S]'),
  's3-kept': bytes('S3', 'GB-months', 0.023, 'aws.amazon.com/s3/pricing [S]'),
  's3-kept-infrequent': bytes('S3', 'GB-months, infrequent access', 0.0125, 'aws.amazon.com/s3/pricing [S]'),
  's3-kept-archive': bytes('S3', 'GB-months, Glacier instant retrieval', 0.004, 'aws.amazon.com/s3/pricing [S]'),
  's3-cooling-infrequent': each('S3', 'objects moved to infrequent access', 0.01 / 1_000, 'aws.amazon.com/s3/pricing [S]'),
  's3-cooling-archive': each('S3', 'objects moved to Glacier instant retrieval', 0.02 / 1_000, 'aws.amazon.com/s3/pricing [S]'),

  secrets: monthly('Secrets Manager', 'secret-months', 0.4, 'aws.amazon.com/secrets-manager/pricing [S]'),
  'secrets-calls': each('Secrets Manager', 'calls', 0.05 / 10_000, 'aws.amazon.com/secrets-manager/pricing [S]'),

  logs: bytes('CloudWatch', 'GB of logs', 0.5, 'aws.amazon.com/cloudwatch/pricing [S]'),
  // Charged for what is left after compression: 0.15 of what came in, by AWS's own estimate [S].
  'logs-kept': {
    ...bytes('CloudWatch', 'GB-months of compressed logs', 0.03, 'aws.amazon.com/cloudwatch/pricing [S]'),
    scale: gigabyte / 0.15,
  },
  'custom-metrics': monthly('CloudWatch', 'custom metric-months', 0.3, 'aws.amazon.com/cloudwatch/pricing [S]'),
  alarms: monthly('CloudWatch', 'alarm-months', 0.1, 'aws.amazon.com/cloudwatch/pricing [S]'),
  dashboards: monthly('CloudWatch', 'dashboard-months', 3.0, 'aws.amazon.com/cloudwatch/pricing [S]'),

  // The first 100,000 of a month are free; scripts cost by the second besides, which is not counted.
  'ssm-automation-steps': each('Systems Manager', 'automation steps', 0.002, 'aws.amazon.com/systems-manager/pricing [S]'),

  'ses-messages': each('SES', 'messages by recipient', 0.1 / 1_000, 'aws.amazon.com/ses/pricing [S]'),
  // Of the United States, without carriers' fees; every country has its own, most a multiple of it.
  'sms-parts': each('SNS', 'text message parts (US)', 0.00581, 'aws.amazon.com/sns/sms-pricing [U]'),

  // A small model's list price; which one is asked is the operators' choice (`policy/providers.yaml`), and so is its price.
  'model-input-tokens': each(
    'Bedrock',
    'input tokens (small model)',
    1.0 / million,
    'aws.amazon.com/bedrock/pricing, Claude Haiku 4.5 [S]',
  ),
  'model-output-tokens': each(
    'Bedrock',
    'output tokens (small model)',
    5.0 / million,
    'aws.amazon.com/bedrock/pricing, Claude Haiku 4.5 [S]',
  ),
} as const satisfies Readonly<Record<string, Price>>;

export type UnitName = keyof typeof prices;

/** What a counted quantity costs, and how much it is in the units of a bill. */
export const priced = (unit: UnitName, quantity: number): { readonly quantity: number; readonly dollars: number } => {
  const { scale, dollars } = prices[unit];
  return { quantity: quantity / scale, dollars: (quantity / scale) * dollars };
};
