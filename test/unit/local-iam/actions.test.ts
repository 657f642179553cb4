/** Which permission a wire request needs, service by service. */
import { expect, it } from 'vitest';
import { actionsOf } from '#lib/local/iam/actions/registry.ts';
import type { ServiceRequest } from '#lib/local/service.ts';

const place = {
  lacksObject: (_bucket: string, key: string) => key === 'gone',
  account: '123456789012',
  region: 'us-east-1',
  machineOfToken: (token: string) => (token === 'waits' ? 'arn:aws:states:us-east-1:123456789012:stateMachine:escalation' : undefined),
  automationRole: ({ DocumentName: name }: Readonly<Record<string, unknown>>) =>
    name === 'Assumes' ? 'arn:aws:iam::123456789012:role/automation' : undefined,
  secretArn: (id: string) => (id === 'link' ? 'arn:aws:secretsmanager:us-east-1:123456789012:secret:link-AbCdEf' : undefined),
};

const needs = (service: string, request: Partial<ServiceRequest>): readonly string[] => {
  const whole = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    operation: '',
    accessKeyId: 'r',
  };
  const needed = actionsOf(service)?.needed({ ...whole, ...request }, place) ?? [];
  return needed.map(({ action, resource }) => `${action} ${resource}`);
};

const arn = (rest: string): string => `arn:aws:${rest.replace('::', ':us-east-1:123456789012:')}`;

it.for<[string, unknown, readonly string[]]>([
  ['GetDocument', { Name: 'AWS-RestartEC2Instance' }, ['ssm:GetDocument arn:aws:ssm:us-east-1::document/AWS-RestartEC2Instance']],
  [
    'StartAutomationExecution',
    { DocumentName: 'Restart' },
    [`ssm:StartAutomationExecution ${arn('ssm::document/Restart')}`, `ssm:StartAutomationExecution ${arn('ssm::automation-execution/*')}`],
  ],
  [
    'StartAutomationExecution',
    { DocumentName: 'Assumes', Tags: [{ Key: 'a', Value: 'b' }] },
    [
      `ssm:StartAutomationExecution ${arn('ssm::document/Assumes')}`,
      `ssm:StartAutomationExecution ${arn('ssm::automation-execution/*')}`,
      `ssm:AddTagsToResource ${arn('ssm::automation-execution/*')}`,
      'iam:PassRole arn:aws:iam::123456789012:role/automation',
    ],
  ],
  ['StopAutomationExecution', { AutomationExecutionId: 'x' }, [`ssm:StopAutomationExecution ${arn('ssm::automation-execution/x')}`]],
  [
    'ListTagsForResource',
    { ResourceType: 'Automation', ResourceId: 'x' },
    [`ssm:ListTagsForResource ${arn('ssm::automation-execution/x')}`],
  ],
  ['DescribeAutomationExecutions', {}, ['ssm:DescribeAutomationExecutions *']],
])('ssm %s %j', ([operation, input, expected]) => {
  expect(needs('ssm', { operation, body: Buffer.from(JSON.stringify(input)) })).toEqual(expected);
});

it('lambda is on the function, or on the alias that is asked for, however it is named', () => {
  const path = (name: string): string => `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
  const whole = `lambda:InvokeFunction ${arn('lambda::function:restart')}`;
  expect(needs('lambda', { path: path('restart') })).toEqual([whole]);
  expect(needs('lambda', { path: path(arn('lambda::function:restart')) })).toEqual([whole]);
  expect(needs('lambda', { path: path('restart'), query: new URLSearchParams({ Qualifier: 'live' }) })).toEqual([`${whole}:live`]);
  expect(needs('lambda', { path: path('restart:live') })).toEqual([`${whole}:live`]);
  expect(needs('lambda', { path: path(arn('lambda::function:restart:live')) })).toEqual([`${whole}:live`]);
});

it.for<[string, string, unknown, readonly string[]]>([
  ['kinesis', 'PutRecords', { StreamName: 'telemetry', Records: [] }, [`kinesis:PutRecords ${arn('kinesis::stream/telemetry')}`]],
  ['kinesis', 'PutRecord', { StreamARN: arn('kinesis::stream/telemetry') }, [`kinesis:PutRecord ${arn('kinesis::stream/telemetry')}`]],
  ['kinesis', 'GetRecords', { ShardIterator: 'not one of ours' }, [`kinesis:GetRecords ${arn('kinesis::stream/*')}`]],
  ['kinesis', 'ListStreams', {}, ['kinesis:ListStreams *']],
  ['dynamodb', 'PutItem', { TableName: 'response' }, [`dynamodb:PutItem ${arn('dynamodb::table/response')}`]],
  [
    'dynamodb',
    'Query',
    { TableName: 'response', IndexName: 'by-status' },
    [`dynamodb:Query ${arn('dynamodb::table/response/index/by-status')}`],
  ],
  [
    'dynamodb',
    'BatchWriteItem',
    { RequestItems: { a: [], b: [] } },
    [`dynamodb:BatchWriteItem ${arn('dynamodb::table/a')}`, `dynamodb:BatchWriteItem ${arn('dynamodb::table/b')}`],
  ],
  [
    'dynamodb',
    'TransactWriteItems',
    { TransactItems: [{ Put: { TableName: 'a' } }, { ConditionCheck: { TableName: 'b' } }] },
    [`dynamodb:PutItem ${arn('dynamodb::table/a')}`, `dynamodb:ConditionCheckItem ${arn('dynamodb::table/b')}`],
  ],
  ['dynamodb', 'ListTables', {}, ['dynamodb:ListTables *']],
  [
    'sqs',
    'SendMessageBatch',
    { QueueUrl: 'http://127.0.0.1:4318/123456789012/findings.fifo' },
    [`sqs:SendMessage ${arn('sqs::findings.fifo')}`],
  ],
  ['sqs', 'GetQueueUrl', { QueueName: 'findings.fifo' }, [`sqs:GetQueueUrl ${arn('sqs::findings.fifo')}`]],
  [
    'states',
    'StartExecution',
    { stateMachineArn: arn('states::stateMachine:x') },
    [`states:StartExecution ${arn('states::stateMachine:x')}`],
  ],
  // By a version or an alias: the machine's ARN.
  [
    'states',
    'StartExecution',
    { stateMachineArn: arn('states::stateMachine:x:PROD') },
    [`states:StartExecution ${arn('states::stateMachine:x')}`],
  ],
  [
    'states',
    'RedriveExecution',
    { executionArn: arn('states::execution:x:y') },
    [`states:RedriveExecution ${arn('states::execution:x:y')}`],
  ],
  [
    'states',
    'UpdateStateMachine',
    { stateMachineArn: arn('states::stateMachine:x'), publish: true },
    [`states:UpdateStateMachine ${arn('states::stateMachine:x')}`, `states:PublishStateMachineVersion ${arn('states::stateMachine:x')}`],
  ],
  [
    'states',
    'CreateStateMachineAlias',
    { name: 'PROD', routingConfiguration: [{ stateMachineVersionArn: arn('states::stateMachine:x:1'), weight: 100 }] },
    [`states:CreateStateMachineAlias ${arn('states::stateMachine:x')}`],
  ],
  [
    'states',
    'DescribeExecution',
    { executionArn: arn('states::execution:x:y') },
    [`states:DescribeExecution ${arn('states::execution:x:y')}`],
  ],
  ['states', 'SendTaskSuccess', { taskToken: 'waits' }, [`states:SendTaskSuccess ${arn('states::stateMachine:escalation')}`]],
  ['states', 'SendTaskSuccess', { taskToken: 'is over' }, []],
  [
    'secretsmanager',
    'GetSecretValue',
    { SecretId: 'link' },
    [`secretsmanager:GetSecretValue ${arn('secretsmanager::secret:link-AbCdEf')}`],
  ],
  ['secretsmanager', 'GetSecretValue', { SecretId: 'gone' }, ['secretsmanager:GetSecretValue gone']],
  [
    'timestream',
    'WriteRecords',
    { DatabaseName: 'd', TableName: 't' },
    [`timestream:WriteRecords ${arn('timestream::database/d/table/t')}`],
  ],
  ['timestream', 'DescribeEndpoints', {}, ['timestream:DescribeEndpoints *']],
  [
    'timestream',
    'Query',
    { QueryString: `SHOW MEASURES FROM "d"."t" LIKE 'x'` },
    [`timestream:ListMeasures ${arn('timestream::database/d/table/t')}`],
  ],
  [
    'timestream',
    'Query',
    {
      QueryString: `SELECT bin(time, 1ms), avg(measure_value::double) FROM "d"."t" WHERE measure_name = 'm' AND time >= from_milliseconds(1) AND time < from_milliseconds(2) AND measure_value::double IS NOT NULL GROUP BY bin(time, 1ms) ORDER BY bin(time, 1ms) LIMIT 1`,
    },
    [`timestream:Select ${arn('timestream::database/d/table/t')}`],
  ],
  // The service itself refuses what it does not emulate.
  ['timestream', 'Query', { QueryString: 'SELECT 1' }, []],
])('%s %s %j', ([service, operation, input, expected]) => {
  expect(needs(service, { operation, body: Buffer.from(JSON.stringify(input)) })).toEqual(expected);
});

it.for<[string, string, string, readonly string[]]>([
  ['PUT', '/bucket/a/b%20c.json', '', ['s3:PutObject arn:aws:s3:::bucket/a/b c.json']],
  ['GET', '/bucket/a', '', ['s3:GetObject arn:aws:s3:::bucket/a']],
  ['HEAD', '/bucket/a', '', ['s3:GetObject arn:aws:s3:::bucket/a']],
  ['GET', '/bucket/gone', '', ['s3:GetObject arn:aws:s3:::bucket/gone', 's3:ListBucket arn:aws:s3:::bucket']],
  ['HEAD', '/bucket/gone', '', ['s3:GetObject arn:aws:s3:::bucket/gone', 's3:ListBucket arn:aws:s3:::bucket']],
  ['DELETE', '/bucket/a', '', ['s3:DeleteObject arn:aws:s3:::bucket/a']],
  ['GET', '/bucket', 'list-type=2', ['s3:ListBucket arn:aws:s3:::bucket']],
  ['HEAD', '/bucket/', '', ['s3:ListBucket arn:aws:s3:::bucket']],
  ['POST', '/bucket', 'delete', ['s3:DeleteObject arn:aws:s3:::bucket/*']],
  ['GET', '/', '', ['s3:ListAllMyBuckets *']],
])('s3 %s %s %s', ([method, path, query, expected]) => {
  expect(needs('s3', { method, path, query: new URLSearchParams(query) })).toEqual(expected);
});

it.for<[string, readonly string[]]>([
  ['/model/amazon.nova-micro-v1%3A0/converse', ['bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0']],
  [
    '/model/us.anthropic.claude/converse',
    ['bedrock:InvokeModel arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude'],
  ],
  ['/model/arn%3Aaws%3Abedrock%3Ax/converse', ['bedrock:InvokeModel arn:aws:bedrock:x']],
  ['/model/a/converse-stream', ['bedrock:InvokeModelWithResponseStream arn:aws:bedrock:us-east-1::foundation-model/a']],
  ['/guardrail/a', []],
])('bedrock %s', ([path, expected]) => {
  expect(needs('bedrock', { path })).toEqual(expected);
});

it('bedrock in another region is another resource', () => {
  const authorization = 'AWS4-HMAC-SHA256 Credential=x/20260101/eu-west-1/bedrock/aws4_request, SignedHeaders=host, Signature=x';
  expect(needs('bedrock', { path: '/model/a/converse', headers: { authorization } })).toEqual([
    'bedrock:InvokeModel arn:aws:bedrock:eu-west-1::foundation-model/a',
  ]);
});

it('a copy in S3 needs to read its source, too', () => {
  const headers = { 'x-amz-copy-source': '/other/a%20b' };
  expect(needs('s3', { method: 'PUT', path: '/bucket/a', headers })).toEqual([
    's3:PutObject arn:aws:s3:::bucket/a',
    's3:GetObject arn:aws:s3:::other/a b',
  ]);
});

it('asks SES about the sender’s domain and the configuration set, SNS about the phone number itself', () => {
  const email = (input: object) => ({ path: '/v2/email/outbound-emails', body: Buffer.from(JSON.stringify(input)) });
  expect(needs('ses', email({ FromEmailAddress: 'warden@example.org', ConfigurationSetName: 'set' }))).toEqual([
    `ses:SendEmail ${arn('ses::identity/example.org')}`,
    `ses:SendEmail ${arn('ses::configuration-set/set')}`,
  ]);
  const text = (form: Record<string, string>) => ({ body: Buffer.from(new URLSearchParams({ Action: 'Publish', ...form }).toString()) });
  expect(needs('sns', text({ PhoneNumber: '+4915112345678' }))).toEqual(['sns:Publish +4915112345678']);
  expect(needs('sns', text({ TopicArn: arn('sns::alarms') }))).toEqual([`sns:Publish ${arn('sns::alarms')}`]);
});

it.for<[string, object, readonly (string | undefined)[]]>([
  ['PutItem', { TableName: 'response', Item: { sk: { S: 'x' }, pk: { S: 'annotation#1' } } }, ['annotation#1']],
  ['GetItem', { TableName: 'response', Key: { pk: { S: 'incident#1' }, sk: { S: 'incident' } } }, ['incident#1']],
  [
    'Query',
    { TableName: 'response', KeyConditionExpression: 'pk = :of AND begins_with(sk, :x)', ExpressionAttributeValues: { ':of': { S: 'a' } } },
    ['a'],
  ],
  ['Query', { TableName: 'response', IndexName: 'by-status', KeyConditionExpression: 'gsi1pk = :s' }, [undefined]],
  [
    'BatchGetItem',
    { RequestItems: { response: { Keys: [{ pk: { S: 'alert#1' } }, { pk: { S: 'pending#1' } }, { pk: { S: 'alert#1' } }] } } },
    ['alert#1', 'pending#1'],
  ],
  ['PutItem', { TableName: 'other', Item: { id: { S: 'x' } } }, [undefined]],
])('names the partitions of %s, for conditions on leading keys', ([operation, input, expected]) => {
  const whole = { method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, accessKeyId: 'r' };
  const needed = actionsOf('dynamodb')?.needed({ ...whole, operation, body: Buffer.from(JSON.stringify(input)) }, place) ?? [];
  expect(needed.map(({ keys }) => keys?.['dynamodb:leadingkeys'])).toEqual(expected);
});
