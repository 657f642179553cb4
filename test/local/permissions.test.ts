/** IAM as deployed: what a role of the templates may not do fails here, in AWS's own shape, and is told with what would be needed. */
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { QueryCommand, TimestreamQueryClient } from '@aws-sdk/client-timestream-query';
import { TimestreamWriteClient, WriteRecordsCommand } from '@aws-sdk/client-timestream-write';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { Stack } from '#lib/local/template/assembly.ts';
import { startWire, type Wire } from '#test/support/channel-wire.ts';
import { openPipeline, type Pipeline, prefix } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';
import { playDrill } from '#test/support/outage-drill.ts';
import { lambdaTrust } from '#test/support/templates/roles.ts';
import { smallPipeline, smallPipelineHandlers } from '#test/support/templates/small-pipeline.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';
import { withoutAction } from '#test/support/without-action.ts';

const place = 'us-east-1:123456789012';

describe('a role without the permission', () => {
  let cloud: LocalCloud;
  let model: Wire;
  const mayAsk = `arn:aws:bedrock:${place}:inference-profile/us.amazon.nova-micro-v1:0`;
  beforeAll(async () => {
    const reading = (name: string, ...actions: readonly string[]) => ({
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: name,
        AssumeRolePolicyDocument: lambdaTrust,
        Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: actions, Resource: '*' } } }],
      },
    });
    const asker = {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'asker-role',
        AssumeRolePolicyDocument: lambdaTrust,
        Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: mayAsk } } }],
      },
    };
    model = await startWire(() => ({
      status: 200,
      headers: {},
      body: JSON.stringify({ stopReason: 'end_turn', usage: { inputTokens: 7, outputTokens: 3 } }),
    }));
    const readers = {
      Resources: { asker, A: reading('reader-role', 's3:GetObject'), B: reading('lister-role', 's3:GetObject', 's3:ListBucket') },
    };
    const assembly = writeAssembly({ ...smallPipeline(), readers }, smallPipelineHandlers);
    cloud = await startLocalCloud({ assembly, mode: 'live', modelUrl: model.url });
  });
  afterAll(async () => {
    await cloud.close();
    await model.close();
  });

  const settings = (accessKeyId: string) => ({
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const probe = () => settings('probe-role');
  const askModel = (client: ReturnType<typeof settings>, modelId: string) =>
    new BedrockRuntimeClient(client).send(new ConverseCommand({ modelId, messages: [{ role: 'user', content: [{ text: 'x' }] }] }));
  const sentence = (action: string, resource: string): string =>
    `User: arn:aws:sts::123456789012:assumed-role/probe-role/probe is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

  it('may ask the one model that is named, and no other', async () => {
    const asker = settings('asker-role');
    await expect(askModel(asker, 'us.amazon.nova-micro-v1:0')).resolves.toMatchObject({ stopReason: 'end_turn' });
    await expect(askModel(asker, 'us.amazon.nova-pro-v1:0')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(model.requests().map(({ url }) => decodeURIComponent(url.pathname))).toEqual(['/model/us.amazon.nova-micro-v1:0/converse']);
  });

  it.for<[string, () => Promise<unknown>, { name: string; message: string; status: number }]>([
    [
      'Kinesis',
      () =>
        new KinesisClient(probe()).send(
          new PutRecordsCommand({ StreamName: 'telemetry', Records: [{ PartitionKey: 'a', Data: Buffer.from('b') }] }),
        ),
      { name: 'AccessDeniedException', message: sentence('kinesis:PutRecords', `arn:aws:kinesis:${place}:stream/telemetry`), status: 400 },
    ],
    [
      'DynamoDB',
      () => new DynamoDBClient(probe()).send(new PutItemCommand({ TableName: 'written', Item: { pk: { S: 'p' }, sk: { S: 's' } } })),
      { name: 'AccessDeniedException', message: sentence('dynamodb:PutItem', `arn:aws:dynamodb:${place}:table/written`), status: 400 },
    ],
    [
      'S3',
      () => new S3Client({ ...probe(), forcePathStyle: true }).send(new PutObjectCommand({ Bucket: 'quarantine', Key: 'a/b', Body: 'c' })),
      { name: 'AccessDenied', message: sentence('s3:PutObject', '"arn:aws:s3:::quarantine/a/b"'), status: 403 },
    ],
    [
      'SQS',
      () => new SQSClient(probe()).send(new SendMessageCommand({ QueueUrl: `${cloud.url}/123456789012/findings`, MessageBody: 'm' })),
      { name: 'AccessDenied', message: sentence('sqs:sendmessage', `arn:aws:sqs:${place}:findings`), status: 403 },
    ],
    [
      'Step Functions',
      () => new SFNClient(probe()).send(new StartExecutionCommand({ stateMachineArn: `arn:aws:states:${place}:stateMachine:m` })),
      { name: 'AccessDeniedException', message: sentence('states:StartExecution', `arn:aws:states:${place}:stateMachine:m`), status: 400 },
    ],
    [
      'Secrets Manager',
      () => new SecretsManagerClient(probe()).send(new GetSecretValueCommand({ SecretId: 'link' })),
      { name: 'AccessDeniedException', message: sentence('secretsmanager:GetSecretValue', 'link'), status: 400 },
    ],
    [
      'Bedrock',
      () => askModel(probe(), 'amazon.nova-micro-v1:0'),
      {
        name: 'AccessDeniedException',
        message: sentence('bedrock:InvokeModel', 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0'),
        status: 403,
      },
    ],
    [
      'Timestream',
      () => new TimestreamWriteClient(probe()).send(new WriteRecordsCommand({ DatabaseName: 'd', TableName: 't', Records: [] })),
      {
        name: 'AccessDeniedException',
        message: sentence('timestream:WriteRecords', `arn:aws:timestream:${place}:database/d/table/t`),
        status: 400,
      },
    ],
    [
      'Timestream’s queries',
      () => new TimestreamQueryClient(probe()).send(new QueryCommand({ QueryString: `SHOW MEASURES FROM "d"."t" LIKE 'm'` })),
      {
        name: 'AccessDeniedException',
        message: sentence('timestream:ListMeasures', `arn:aws:timestream:${place}:database/d/table/t`),
        status: 400,
      },
    ],
  ])('is told so by %s as by AWS', async ([, call, { name, message, status }]) => {
    await expect(call()).rejects.toMatchObject({ name, message, $metadata: { httpStatusCode: status } });
  });

  it('hears nothing but 403 from a HEAD', async () => {
    const s3 = new S3Client({ ...probe(), forcePathStyle: true });
    await expect(s3.send(new HeadObjectCommand({ Bucket: 'quarantine', Key: 'a' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('has had no effect', async () => {
    expect(await cloud.stream('telemetry').records()).toEqual([]);
    expect(await cloud.table('written').items()).toEqual([]);
    expect(cloud.bucket('quarantine').objects()).toEqual([]);
  });

  it('is denied a stream that only its iterator names', async () => {
    const administrator = new KinesisClient(settings('test'));
    const { ShardIterator } = await administrator.send(
      new GetShardIteratorCommand({ StreamName: 'telemetry', ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' }),
    );
    expect((await administrator.send(new GetRecordsCommand({ ShardIterator }))).Records).toEqual([]);
    await expect(new KinesisClient(probe()).send(new GetRecordsCommand({ ShardIterator }))).rejects.toMatchObject({
      message: sentence('kinesis:GetRecords', `arn:aws:kinesis:${place}:stream/telemetry`),
    });
    expect((await new KinesisClient(settings('consume-role')).send(new GetRecordsCommand({ ShardIterator }))).Records).toEqual([]);
  });

  it('may do on one resource what it may not on another', async () => {
    const consume = new S3Client({ ...settings('consume-role'), forcePathStyle: true });
    await consume.send(new PutObjectCommand({ Bucket: 'quarantine', Key: 'x', Body: 'y' }));
    await expect(consume.send(new GetObjectCommand({ Bucket: 'quarantine', Key: 'x' }))).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(consume.send(new PutObjectCommand({ Bucket: 'other', Key: 'x', Body: 'y' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  // Source: API reference, GetObject: without s3:ListBucket a missing object is 403, not 404.
  it('does not learn whether an object is missing unless it may list the bucket', async () => {
    const read = (role: string) =>
      new S3Client({ ...settings(role), forcePathStyle: true }).send(new GetObjectCommand({ Bucket: 'quarantine', Key: 'readable/gone' }));
    await expect(read('reader-role')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:ListBucket on resource: "arn:aws:s3:::quarantine"'),
    });
    await expect(read('lister-role')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('is remembered once per permission, with the statement that would be needed', () => {
    const denials = cloud.permissions().denials.filter(({ action }) => action === 'dynamodb:PutItem');
    expect(denials).toEqual([
      {
        at: expect.any(Number),
        who: 'probe',
        role: 'probe-role',
        action: 'dynamodb:PutItem',
        resource: `arn:aws:dynamodb:${place}:table/written`,
        reason: 'because no identity-based policy allows the dynamodb:PutItem action',
        needed: { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: `arn:aws:dynamodb:${place}:table/written` },
        count: 1,
      },
    ]);
  });
});

describe('the deployed pipeline', () => {
  let pipeline: Pipeline;
  afterEach(() => pipeline.cloud.close());

  const missing = () => pipeline.cloud.permissions().denials.map(({ who, action }) => `${who} ${action}`);
  const trouble = 'payment gateway timeout';
  const send = () => pipeline.send('/v1/logs', logsRequest({ service: 'payment' }, pipeline.cloud.now(), [trouble, trouble, trouble]));

  it('plays an outage from the first log to the resolution without a denial, in its own roles', async () => {
    pipeline = await openPipeline();
    await playDrill(pipeline, 'qaaa');
    expect(pipeline.cloud.permissions().denials).toEqual([]);
    const { granted, unused } = pipeline.cloud.permissions();
    expect(unused.length).toBeLessThan(granted.length / 4);
    for (const permission of unused) expect(granted).toContainEqual(permission);
  });

  it.for<[string, string, string]>([
    ['StagesIngestRole', 'kinesis:PutRecords', `${prefix}-ingest`],
    ['StagesIngestRole', 'secretsmanager:GetSecretValue', `${prefix}-ingest`],
    ['StagesClassifyRole', 'dynamodb:PutItem', `${prefix}-classify`],
    ['StagesClassifyRole', 'sqs:SendMessage', `${prefix}-classify`],
    ['StagesClassifyRole', 'kinesis:GetRecords', `${prefix}-classify`],
    ['StagesClassifyRole', 's3:ListBucket', `${prefix}-classify`],
    ['StagesClassifyRole', 'logs:PutLogEvents', `${prefix}-classify`],
    ['StagesArchiveRole', 's3:PutObject', `${prefix}-archive`],
    ['StagesRouteRole', 'sqs:ReceiveMessage', `${prefix}-route`],
    ['StagesRouteRole', 'sqs:DeleteMessage', `${prefix}-route`],
    ['StagesRouteRole', 'states:StartExecution', `${prefix}-route`],
    ['StagesEscalationStateMachineRole', 'lambda:InvokeFunction', `${prefix}-escalation`],
    ['StagesEscalationStateMachineRole', 'logs:PutResourcePolicy', `${prefix}-escalation`],
    ['StagesNotifyRole', 'dynamodb:GetItem', `${prefix}-notify`],
  ])('without %s %s it reports exactly that', async ([role, action, who]) => {
    pipeline = await openPipeline({ amend: withoutAction(role, action) });
    await send();
    await pipeline.pass(60_000);
    expect(new Set(missing())).toEqual(new Set([`${who} ${action}`]));
    for (const { needed } of pipeline.cloud.permissions().denials) expect(needed).toMatchObject({ Effect: 'Allow', Action: action });
  });

  it('telemetry that may not be put into the stream is not accepted, and the function logs why', async () => {
    const logs: string[] = [];
    pipeline = await openPipeline({
      amend: withoutAction('StagesIngestRole', 'kinesis:PutRecords'),
      onEvent: (event) => {
        if (event.type === 'invocation') logs.push(...event.logs);
      },
    });
    expect((await send()).status).toBe(503);
    expect(logs.join('\n')).toContain('Kinesis did not take the records: AccessDeniedException');
    expect(await pipeline.cloud.stream(`${prefix}-telemetry`).records()).toEqual([]);
  });

  it('without the right to invoke, a task fails with the words recorded on AWS', async () => {
    pipeline = await openPipeline({ amend: withoutAction('StagesEscalationStateMachineRole', 'lambda:InvokeFunction') });
    await send();
    await pipeline.pass(60 * 60_000);
    const failed = pipeline.cloud.executions().flatMap(({ history }) => history.events.filter(({ type }) => type === 'TaskFailed'));
    expect(failed[0]?.details).toMatchObject({
      error: 'Lambda.AWSLambdaException',
      cause: expect.stringMatching(
        /^User: arn:aws:sts::123456789012:assumed-role\/.+ is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:.+ because no identity-based policy allows the lambda:InvokeFunction action \(Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException;/,
      ),
    });
  });

  it('without a permission of the function, the API answers 500 and says which statement is missing', async () => {
    const isPermission = (Type: string): boolean => Type === 'AWS::Lambda::Permission';
    const amend = (stack: Stack): Stack => {
      const Resources = Object.fromEntries(
        Object.entries(stack.template.Resources ?? {}).filter(([id, { Type }]) => !(isPermission(Type) && id.includes('POSTv1logs'))),
      );
      return { ...stack, template: { ...stack.template, Resources } };
    };
    pipeline = await openPipeline({ amend });
    expect(await send()).toMatchObject({ status: 500, body: Buffer.from('{"message":"Internal Server Error"}') });
    expect(pipeline.cloud.permissions().denials).toMatchObject([
      {
        who: 'apigateway.amazonaws.com',
        action: 'lambda:InvokeFunction',
        resource: `arn:aws:lambda:${place}:function:${prefix}-ingest`,
        needed: {
          Principal: { Service: 'apigateway.amazonaws.com' },
          Condition: { ArnLike: { 'aws:SourceArn': expect.stringMatching(/\/POST\/v1\/logs$/) } },
        },
      },
    ]);
    const traces = await pipeline.send('/v1/traces', '{"resourceSpans":[]}');
    expect(traces.status).toBe(200);
  });
});

describe('a template that hands out a role', () => {
  const start = async (amend: (stack: Stack) => Stack): Promise<string> => {
    const assembly = writeAssembly(smallPipeline(), smallPipelineHandlers);
    return startLocalCloud({ assembly, mode: 'deterministic', amend }).then(
      async (cloud) => {
        await cloud.close();
        return 'started';
      },
      (error: Error) => error.message,
    );
  };
  const withRole =
    (properties: Readonly<Record<string, unknown>>) =>
    (stack: Stack): Stack => {
      const { probeRole } = stack.template.Resources ?? {};
      if (!probeRole) return stack;
      const Resources = {
        ...stack.template.Resources,
        probeRole: { ...probeRole, Properties: { ...probeRole.Properties, ...properties } },
      };
      return { ...stack, template: { ...stack.template, Resources } };
    };
  const trust = (Service: string) => ({
    AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } } },
  });

  it.for<[string, Readonly<Record<string, unknown>>, string]>([
    ['trusts Lambda', trust('lambda.amazonaws.com'), 'started'],
    [
      'trusts another service',
      trust('states.amazonaws.com'),
      'pipeline/probe: the role probe-role cannot be assumed by lambda.amazonaws.com',
    ],
    ['trusts nobody', { AssumeRolePolicyDocument: undefined }, 'pipeline/probeRole: the policy document is not an object'],
    [
      'has a boundary',
      { PermissionsBoundary: 'arn:aws:iam::aws:policy/X' },
      'pipeline/probeRole: the property PermissionsBoundary is not supported',
    ],
    [
      'uses a managed policy of AWS',
      { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
      'pipeline/probeRole: what the managed policy arn:aws:iam::aws:policy/AdministratorAccess allows is not known here',
    ],
  ])('that %s', async ([, properties, message]) => {
    expect(await start(withRole(properties))).toBe(message);
  });
});
