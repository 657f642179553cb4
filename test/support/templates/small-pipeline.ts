/** A pipeline in small: an HTTP API, a stream, one consumer and its table; what the tests of the local cloud run. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the placeholders of Fn::Sub.
import type { TestStack } from './write-assembly.ts';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

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

const role = (name: string) => ({ Type: 'AWS::IAM::Role', Properties: { RoleName: `${name}-role` } });

export interface SmallPipelineOptions {
  /** Properties of the event source mapping that differ from the ordinary. */
  readonly mapping?: Readonly<Record<string, unknown>>;
  readonly shards?: number;
  readonly probeTimeoutSeconds?: number;
}

export const smallPipelineHandlers = ['ingest', 'consume', 'probe'] as const;

/** Two stacks, the second importing from the first, as CDK writes them. */
export const smallPipeline = ({
  mapping = {},
  shards = 1,
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
    },
  },
  pipeline: {
    Resources: {
      ingestRole: role('ingest'),
      consumeRole: role('consume'),
      probeRole: role('probe'),
      ingest: lambda('ingest', { STREAM: { 'Fn::ImportValue': 'data:Stream' } }),
      consume: lambda('consume', { TABLE: 'written' }),
      probe: lambda('probe', {}, probeTimeoutSeconds),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::ImportValue': 'data:StreamArn' },
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
      IngestIntegration: integration('ingest'),
      ProbeIntegration: integration('probe'),
      PutRoute: route('POST /put', 'IngestIntegration', 'AWS_IAM'),
      ProbeRoute: route('GET /probe/{id}', 'ProbeIntegration', 'AWS_IAM'),
      GreedyRoute: route('ANY /any/{proxy+}', 'ProbeIntegration'),
    },
    Outputs: { ApiUrl: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
  },
});
