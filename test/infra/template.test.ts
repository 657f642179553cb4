/** What the templates promise: recovery, encryption, finite retries, guarded routes, expiring logs, an alarm for each stage. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { routes as peoplesRoutes } from '#functions/respond/routes.ts';
import { agentRoutes } from '#lib/constructs/doors.ts';
import { ofType, root, synthesise } from './synthesise.ts';

const { data, pipeline } = synthesise('prod');
/** With agents' doors that take tokens alone comes the function that judges them. */
const authorises = ofType(pipeline, 'AWS::ApiGatewayV2::Authorizer').length > 0;
const functionNames = [
  ...(authorises ? ['authorise'] : []),
  'ingest',
  'classify',
  'detect',
  'archive',
  'route',
  'dispatch',
  'escalate',
  'remediate',
  'notify',
  'respond',
];
const streamStages = ['classify', 'detect', 'archive'];

describe('what is kept', () => {
  // cdk-nag's DDB3 does not look at TableV2, so this is the only guard.
  it.for(ofType(data, 'AWS::DynamoDB::GlobalTable'))(
    'table $id can be restored to any second, is encrypted and deletes expired items',
    (table) => {
      expect(table.Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }, DeletionProtectionEnabled: true }],
      });
    },
  );

  it('has both tables under their names, and incidents can be listed by status', () => {
    const tables = ofType(data, 'AWS::DynamoDB::GlobalTable');
    expect(tables.map(({ Properties }) => Properties['TableName'])).toEqual(['streamwarden-prod-knowledge', 'streamwarden-prod-response']);
    expect(tables[1]?.Properties['GlobalSecondaryIndexes']).toMatchObject([
      { IndexName: 'by-status', Projection: { ProjectionType: 'ALL' } },
    ]);
  });

  it.for(ofType(data, 'AWS::S3::Bucket'))('bucket $id is private, encrypted and lets objects expire', ({ Properties }) => {
    expect(Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: expect.any(Number) }] },
    });
  });

  it('encrypts the stream and all queues, and moves a finding or a timer aside after fifteen deliveries', () => {
    expect(ofType(data, 'AWS::Kinesis::Stream')[0]?.Properties['StreamEncryption']).toEqual({
      EncryptionType: 'KMS',
      KeyId: 'alias/aws/kinesis',
    });
    const queues = ofType(data, 'AWS::SQS::Queue');
    expect(queues).toHaveLength(4);
    for (const { Properties } of queues) expect(Properties).toMatchObject({ SqsManagedSseEnabled: true });
    const redriven = queues.map(({ Properties }) => Properties['RedrivePolicy']).filter((each) => each !== undefined);
    expect(redriven).toEqual([expect.objectContaining({ maxReceiveCount: 15 }), expect.objectContaining({ maxReceiveCount: 15 })]);
  });
});

it('answers 503 for an ingest that died, so that exporters send again', () => {
  const integrations = ofType(pipeline, 'AWS::ApiGatewayV2::Integration');
  const mapped = integrations.map(({ id, Properties }) => [id.includes('Ingest'), Properties['ResponseParameters']]);
  expect(mapped.toSorted()).toEqual([
    [false, undefined],
    [true, { '500': { ResponseParameters: [{ Destination: 'overwrite:statuscode', Source: '503' }] } }],
  ]);
});

describe('functions', () => {
  const functions = ofType(pipeline, 'AWS::Lambda::Function');

  it('are these, by name', () => {
    expect(functions.map(({ Properties }) => Properties['FunctionName']).sort()).toEqual(
      functionNames.map((name) => `streamwarden-prod-${name}`).sort(),
    );
  });

  it.for(functions)('$id runs on arm64 and Node 24 and logs to a group that expires', ({ Properties }) => {
    expect(Properties).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs24.x', Handler: 'index.handler' });
    const { LogGroup } = Properties['LoggingConfig'] as { LogGroup: { Ref: string } };
    expect(pipeline.find(({ id }) => id === LogGroup.Ref)?.Properties['RetentionInDays']).toBe(90);
  });

  it('leave no log group without an expiry', () => {
    for (const { id, Properties } of ofType(pipeline, 'AWS::Logs::LogGroup')) expect(Properties['RetentionInDays'], id).toBe(90);
  });
});

describe('workflows', () => {
  it.for<[string, string]>([
    ['escalation', 'functions/escalate/escalation.asl.json'],
    ['remediation', 'functions/remediate/remediation.asl.json'],
  ])('%s gets a function for each placeholder of its definition, and for no other', ([name, file]) => {
    const [machine] = ofType(pipeline, 'AWS::StepFunctions::StateMachine').filter(
      ({ Properties }) => Properties['StateMachineName'] === `streamwarden-prod-${name}`,
    );
    const placeholders = [...readFileSync(join(root, file), 'utf8').matchAll(/\$\{(\w+)\}/g)].map(([, placeholder]) => placeholder);
    expect(new Set(Object.keys(machine?.Properties['DefinitionSubstitutions'] ?? {}))).toEqual(new Set(placeholders));
  });

  it('log every step to a group that expires, without the task tokens in execution data', () => {
    const machines = ofType(pipeline, 'AWS::StepFunctions::StateMachine');
    expect(machines).toHaveLength(2);
    for (const { Properties } of machines)
      expect(Properties['LoggingConfiguration']).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
  });
});

describe('event sources', () => {
  const mappings = ofType(pipeline, 'AWS::Lambda::EventSourceMapping');
  const streams = mappings.filter(({ Properties }) => Properties['StartingPosition'] !== undefined);

  it('are one for each stream stage, one for route and one for dispatch', () => {
    expect(streams).toHaveLength(streamStages.length);
    expect(mappings).toHaveLength(streamStages.length + 2);
  });

  it.for(streams)(
    '$id retries a finite number of times, bisects, takes partial failures and sends the rest to quarantine',
    ({ Properties }) => {
      expect(Properties).toMatchObject({
        MaximumRetryAttempts: 5,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: { 'Fn::ImportValue': expect.stringContaining('Quarantine') } } },
      });
    },
  );

  it('hide a message longer than route may take to answer', () => {
    const [route] = ofType(pipeline, 'AWS::Lambda::Function').filter(
      ({ Properties }) => Properties['FunctionName'] === 'streamwarden-prod-route',
    );
    const [queue] = ofType(data, 'AWS::SQS::Queue').filter(
      ({ Properties }) => Properties['QueueName'] === 'streamwarden-prod-findings.fifo',
    );
    expect(Number(queue?.Properties['VisibilityTimeout'])).toBeGreaterThanOrEqual(6 * Number(route?.Properties['Timeout']));
  });
});

describe('timers', () => {
  const [queue] = ofType(data, 'AWS::SQS::Queue').filter(({ Properties }) => Properties['QueueName'] === 'streamwarden-prod-timers');
  const [dispatch] = ofType(pipeline, 'AWS::Lambda::Function').filter(
    ({ Properties }) => Properties['FunctionName'] === 'streamwarden-prod-dispatch',
  );
  const mapping = ofType(pipeline, 'AWS::Lambda::EventSourceMapping').find(({ Properties }) =>
    JSON.stringify(Properties['EventSourceArn']).includes('Timers'),
  );

  it('wait on a standard queue, which alone delays message by message, and end in a dead-letter queue', () => {
    expect(queue?.Properties).toMatchObject({ SqsManagedSseEnabled: true, RedrivePolicy: { maxReceiveCount: 15 } });
    expect(queue?.Properties['FifoQueue']).toBeUndefined();
  });

  it('come one a call, and are not handed out twice while one is worked on', () => {
    expect(mapping?.Properties).toMatchObject({ BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    expect(Number(queue?.Properties['VisibilityTimeout'])).toBeGreaterThanOrEqual(2 * Number(dispatch?.Properties['Timeout']));
  });
});

describe('the API', () => {
  const routes = ofType(pipeline, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => ({
    key: String(Properties['RouteKey']),
    authorization: Properties['AuthorizationType'],
  }));

  it('asks people for a signature, agents for one or for a token, and nobody but at the signed link for nothing', () => {
    const asked = (authorization: string) => routes.filter((route) => route.authorization === authorization).map(({ key }) => key);
    expect(asked('NONE').sort()).toEqual(['GET /v1/answer', 'POST /v1/answer']);
    expect(asked('AWS_IAM')).toEqual(
      expect.arrayContaining([...peoplesRoutes.keys(), 'POST /v1/logs', 'POST /v1/metrics', 'POST /v1/traces']),
    );
    expect(asked('NONE').length + asked('AWS_IAM').length + asked('CUSTOM').length).toBe(routes.length);
  });

  it('has the routes of agents, every one that respond answers, and no other', () => {
    expect(routes.map(({ key }) => key).sort()).toEqual(
      [...agentRoutes, ...peoplesRoutes.keys(), 'GET /v1/answer', 'POST /v1/answer'].sort(),
    );
  });

  it('never logs the query, in which a link carries its token', () => {
    const stage = JSON.stringify(ofType(pipeline, 'AWS::ApiGatewayV2::Stage')[0]?.Properties['AccessLogSettings']);
    expect(stage).toContain('$context.status');
    expect(stage).not.toMatch(/queryString|\$context\.path|\$request/);
  });
});

describe('alarms', () => {
  const alarms = ofType(pipeline, 'AWS::CloudWatch::Alarm');
  const names = alarms.map(({ Properties }) => String(Properties['AlarmName']).replace('streamwarden-prod-', ''));

  it.for(functionNames)('ring when %s fails', (name) => expect(names).toContain(`${name}-errors`));
  it.for(streamStages)('ring when %s falls behind the stream', (name) => expect(names).toContain(`${name}-behind`));
  it.for([...streamStages, 'route'])('ring when %s quarantines', (name) => expect(names).toContain(`${name}-quarantine`));
  it('ring when timers end in the dead-letter queue', () => expect(names).toContain('timers-quarantine'));
  it.for(['escalation', 'remediation'])('ring when a %s workflow fails', (name) => expect(names).toContain(`${name}-failed`));

  it('all reach the topic and say what is wrong', () => {
    for (const { id, Properties } of alarms) {
      expect(Properties['AlarmActions'], id).toHaveLength(1);
      expect(String(Properties['AlarmDescription']).length, id).toBeGreaterThan(20);
    }
  });

  it('watch the very metric that a stage publishes', async () => {
    vi.stubEnv('ENVIRONMENT', 'prod');
    vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'classify');
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { emitReport } = await import('#stage/telemetry.ts');
    emitReport({ received: 1, produced: 0, suppressed: {}, quarantined: 1 });
    const published = JSON.parse(String(printed.mock.calls[0]?.[0]));
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    const [{ Namespace, Dimensions, Metrics }] = published._aws.CloudWatchMetrics;
    const [alarm] = alarms.filter(({ Properties }) => Properties['AlarmName'] === 'streamwarden-prod-classify-quarantine');
    expect(alarm?.Properties).toMatchObject({ Namespace, MetricName: 'Quarantined', Statistic: 'Sum' });
    expect(Metrics).toContainEqual({ Name: 'Quarantined', Unit: 'Count' });
    const dimensions = Dimensions[0].map((Name: string) => ({ Name, Value: published[Name] }));
    expect(alarm?.Properties['Dimensions']).toEqual(expect.arrayContaining(dimensions));
    expect(alarm?.Properties['Dimensions']).toHaveLength(dimensions.length);
  });

  it('are on the one dashboard', () => {
    const dashboards = ofType(pipeline, 'AWS::CloudWatch::Dashboard');
    expect(dashboards).toHaveLength(1);
    const body = JSON.stringify(dashboards[0]?.Properties['DashboardBody']);
    for (const { id } of alarms) expect(body).toContain(id);
  });
});
