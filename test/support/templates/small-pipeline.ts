/** A pipeline in small: an HTTP API, a stream, one consumer and its table; what the tests of the local cloud run. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the placeholders of Fn::Sub.
import { lambdaTrust, mayLog } from './roles.ts';
import type { TestStack } from './write-assembly.ts';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** What Lambda's poller of a stream does in the function's role. */
const pollActions = ['DescribeStream', 'DescribeStreamSummary', 'ListShards', 'GetShardIterator', 'GetRecords'].map(
  (name) => `kinesis:${name}`,
);

const lambda = (handler: string, variables: Readonly<Record<string, unknown>>, timeout = 10) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: handler,
    Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}-${AWS::Region}' }, S3Key: `${handler}.zip` },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Timeout: timeout,
    MemorySize: 256,
    Role: arn(`${handler}Role`),
    Environment: { Variables: variables },
  },
});

const route = (key: string, integration: string, authorization = 'NONE') => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'Api' },
    RouteKey: key,
    AuthorizationType: authorization,
    Target: { 'Fn::Join': ['/', ['integrations', { Ref: integration }]] },
  },
});

const integration = (handler: string) => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0', IntegrationUri: arn(handler) },
});

const allow = (actions: readonly string[], resource: unknown) => ({ Effect: 'Allow', Action: actions, Resource: resource });

/** A role that may log, and what is said. */
const role = (name: string, statements: readonly unknown[] = []) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: `${name}-role`,
    AssumeRolePolicyDocument: lambdaTrust,
    Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: [mayLog(name), ...statements] } }],
  },
});

const permission = (handler: string) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: arn(handler),
    Principal: 'apigateway.amazonaws.com',
    SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*' },
  },
});

export interface SmallPipelineOptions {
  /** Properties of the event source mapping that differ from the ordinary. */
  readonly mapping?: Readonly<Record<string, unknown>>;
  readonly shards?: number;
  /** Whether the consumer is pushed to instead of polling. */
  readonly fanOut?: boolean;
  readonly probeTimeoutSeconds?: number;
}

export const smallPipelineHandlers = ['ingest', 'consume', 'probe'] as const;

/** Two stacks, the second importing from the first, as CDK writes them. */
export const smallPipeline = ({
  mapping = {},
  shards = 1,
  fanOut = false,
  probeTimeoutSeconds = 10,
}: SmallPipelineOptions = {}): Record<string, TestStack> => ({
  data: {
    Resources: {
      Stream: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'telemetry', ShardCount: shards } },
      Quarantine: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'quarantine' } },
      Table: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          TableName: 'written',
          AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          BillingMode: 'PAY_PER_REQUEST',
          Replicas: [{ Region: { Ref: 'AWS::Region' } }],
        },
      },
    },
    Outputs: {
      StreamArn: { Value: arn('Stream'), Export: { Name: 'data:StreamArn' } },
      Stream: { Value: { Ref: 'Stream' }, Export: { Name: 'data:Stream' } },
      TableArn: { Value: arn('Table'), Export: { Name: 'data:TableArn' } },
    },
  },
  pipeline: {
    Resources: {
      ingestRole: role('ingest', [allow(['kinesis:PutRecords'], { 'Fn::ImportValue': 'data:StreamArn' })]),
      consumeRole: role('consume', [
        allow(pollActions, { 'Fn::ImportValue': 'data:StreamArn' }),
        ...(fanOut ? [allow(['kinesis:SubscribeToShard'], { Ref: 'Consumer' })] : []),
        allow(['s3:ListBucket', 's3:PutObject'], ['arn:aws:s3:::quarantine', 'arn:aws:s3:::quarantine/*']),
        allow(['dynamodb:PutItem'], { 'Fn::ImportValue': 'data:TableArn' }),
      ]),
      probeRole: role('probe'),
      ingest: lambda('ingest', { STREAM: { 'Fn::ImportValue': 'data:Stream' } }),
      consume: lambda('consume', { TABLE: 'written' }),
      probe: lambda('probe', {}, probeTimeoutSeconds),
      ...(fanOut
        ? {
            Consumer: {
              Type: 'AWS::Kinesis::StreamConsumer',
              Properties: { StreamARN: { 'Fn::ImportValue': 'data:StreamArn' }, ConsumerName: 'consume' },
            },
          }
        : {}),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: fanOut ? { Ref: 'Consumer' } : { 'Fn::ImportValue': 'data:StreamArn' },
          FunctionName: { Ref: 'consume' },
          BatchSize: 100,
          MaximumBatchingWindowInSeconds: 1,
          StartingPosition: 'TRIM_HORIZON',
          BisectBatchOnFunctionError: true,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          MaximumRetryAttempts: 2,
          DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::quarantine' } },
          ...mapping,
        },
      },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
      Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true } },
      IngestPermission: permission('ingest'),
      ProbePermission: permission('probe'),
      IngestIntegration: integration('ingest'),
      ProbeIntegration: integration('probe'),
      PutRoute: route('POST /put', 'IngestIntegration', 'AWS_IAM'),
      ProbeRoute: route('GET /probe/{id}', 'ProbeIntegration', 'AWS_IAM'),
      GreedyRoute: route('ANY /any/{proxy+}', 'ProbeIntegration'),
    },
    Outputs: { ApiUrl: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
  },
});
