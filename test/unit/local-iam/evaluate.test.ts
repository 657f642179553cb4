/** The documented evaluation logic, as tables: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements" [D]. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are IAM's policy variables.
import { describe, expect, it } from 'vitest';
import { type AccessRequest, evaluate } from '#lib/local/iam/evaluate.ts';
import { PolicyError, readPolicy } from '#lib/local/iam/policy.ts';

const account = '123456789012';
const roleArn = `arn:aws:iam::${account}:role/route-role`;
const sessionArn = `arn:aws:sts::${account}:assumed-role/route-role/route`;
const table = `arn:aws:dynamodb:us-east-1:${account}:table/response`;

const request = (given: Partial<AccessRequest> = {}): AccessRequest => ({
  principal: { kind: 'role', account, roleArn, sessionArn },
  action: 'dynamodb:PutItem',
  resource: table,
  context: { 'aws:securetransport': 'true', 's3:tlsversion': '1.3', 'aws:principalaccount': account },
  ...given,
});

const allow = (Action: unknown, Resource: unknown = '*', rest: object = {}) => ({ Effect: 'Allow', Action, Resource, ...rest });
const deny = (Action: unknown, Resource: unknown = '*', rest: object = {}) => ({ Effect: 'Deny', Action, Resource, ...rest });

const decide = (identity: readonly object[], resource: readonly object[] = [], given: Partial<AccessRequest> = {}): string => {
  const read = (Statement: readonly object[]) => readPolicy({ Version: '2012-10-17', Statement });
  const decision = evaluate(request(given), { identity: read(identity), resource: read(resource) });
  return decision.allowed ? 'allowed' : decision.reason;
};

describe('a request of a role', () => {
  it.for<[string, readonly object[], readonly object[], string]>([
    ['is denied by default', [], [], 'implicit'],
    ['is allowed by its own policy', [allow('dynamodb:PutItem', table)], [], 'allowed'],
    ['is allowed by the resource policy alone', [], [allow('dynamodb:PutItem', table, { Principal: { AWS: roleArn } })], 'allowed'],
    ['is allowed by a resource policy for everybody', [], [allow('dynamodb:PutItem', table, { Principal: '*' })], 'allowed'],
    [
      'is not allowed by a resource policy for another role',
      [],
      [allow('dynamodb:*', table, { Principal: { AWS: `${roleArn}2` } })],
      'implicit',
    ],
    [
      'is not allowed by a resource policy that only delegates to the account',
      [],
      [allow('dynamodb:*', table, { Principal: { AWS: account } })],
      'implicit',
    ],
    [
      'is denied by its own policy in spite of an allow',
      [allow('dynamodb:*', table), deny('dynamodb:PutItem', table)],
      [],
      'explicit-identity',
    ],
    [
      'is denied whatever the order of the statements',
      [deny('dynamodb:PutItem', table), allow('dynamodb:*', table)],
      [],
      'explicit-identity',
    ],
    [
      'is denied by the resource policy in spite of an allow',
      [allow('dynamodb:*', table)],
      [deny('*', table, { Principal: '*' })],
      'explicit-resource',
    ],
    [
      'is denied by a resource policy that names the account',
      [allow('*')],
      [deny('*', '*', { Principal: { AWS: `arn:aws:iam::${account}:root` } })],
      'explicit-resource',
    ],
    ['is spared by NotPrincipal', [allow('*')], [deny('*', '*', { NotPrincipal: { AWS: roleArn } })], 'allowed'],
    ['is not allowed by another action', [allow('dynamodb:GetItem', table)], [], 'implicit'],
    ['is not allowed on another resource', [allow('dynamodb:PutItem', `${table}2`)], [], 'implicit'],
  ])('%s', ([, identity, resource, expected]) => {
    expect(decide(identity, resource)).toBe(expected);
  });
});

describe('actions and resources', () => {
  it.for<[string, object, string]>([
    ['* in an action', allow('dynamodb:Put*', table), 'allowed'],
    ['? in an action', allow('dynamodb:?utItem', table), 'allowed'],
    ['? is one character', allow('dynamodb:?PutItem', table), 'implicit'],
    ['actions ignore case', allow('DynamoDB:putitem', table), 'allowed'],
    ['resources do not', allow('dynamodb:PutItem', table.toUpperCase()), 'implicit'],
    ['* in a resource', allow('dynamodb:PutItem', 'arn:aws:dynamodb:*:table/response'), 'allowed'],
    ['a pattern covers the whole, not a part', allow('dynamodb:PutItem', 'arn:aws:dynamodb:us-east-1'), 'implicit'],
    ['dots are dots', allow('dynamodb:PutItem', table.replace('response', 'r.sponse')), 'implicit'],
    ['a list of actions', allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [`${table}2`, table]), 'allowed'],
    ['NotAction allows the others', { Effect: 'Allow', NotAction: 'dynamodb:GetItem', Resource: table }, 'allowed'],
    ['NotAction does not allow its own', { Effect: 'Allow', NotAction: 'dynamodb:Put*', Resource: table }, 'implicit'],
    ['NotResource allows the others', { Effect: 'Allow', Action: 'dynamodb:PutItem', NotResource: `${table}2` }, 'allowed'],
    ['NotResource does not allow its own', { Effect: 'Allow', Action: 'dynamodb:PutItem', NotResource: `${table}*` }, 'implicit'],
  ])('%s', ([, statement, expected]) => {
    expect(decide([statement])).toBe(expected);
  });

  it.for<[string, string, string]>([
    ['a variable that is known', 'arn:aws:dynamodb:us-east-1:${aws:PrincipalAccount}:table/response', 'allowed'],
    ['a variable that is not makes the statement match nothing', 'arn:aws:dynamodb:us-east-1:*:table/${aws:username}', 'implicit'],
    ['a default for one that is not', "arn:aws:dynamodb:us-east-1:*:table/${aws:username, 'response'}", 'allowed'],
    ['a literal star', 'arn:aws:dynamodb:us-east-1:*:table/${*}', 'implicit'],
  ])('%s', ([, resource, expected]) => {
    expect(decide([allow('dynamodb:PutItem', resource)])).toBe(expected);
  });

  it('a variable holds no wildcards of its own', () => {
    const context = { 'aws:username': '*' };
    expect(decide([allow('dynamodb:PutItem', 'arn:aws:dynamodb:us-east-1:*:table/${aws:username}')], [], { context })).toBe('implicit');
  });
});

describe('conditions', () => {
  const context = {
    'aws:securetransport': 'false',
    's3:tlsversion': '1.1',
    'aws:sourcearn': `arn:aws:execute-api:us-east-1:${account}:api/$default/POST/v1/logs`,
    'aws:sourceaccount': account,
    'aws:epochtime': '1790000000',
    'aws:currenttime': '2026-09-21T14:13:20Z',
    'dynamodb:leadingkeys': 'incident#1',
  };
  it.for<[object, string]>([
    [{ Bool: { 'aws:SecureTransport': 'false' } }, 'allowed'],
    [{ Bool: { 'aws:SecureTransport': true } }, 'implicit'],
    [{ Bool: { 'AWS:SECURETRANSPORT': 'false' } }, 'allowed'],
    [{ NumericLessThan: { 's3:TlsVersion': 1.2 } }, 'allowed'],
    [{ NumericGreaterThanEquals: { 's3:TlsVersion': 1.2 } }, 'implicit'],
    [{ StringEquals: { 'aws:SourceAccount': ['1', account] } }, 'allowed'],
    [{ StringEquals: { 'aws:SourceAccount': '1' } }, 'implicit'],
    [{ StringEquals: { 'aws:SourceAccount': '*' } }, 'implicit'],
    [{ StringLike: { 'aws:SourceAccount': '1234*' } }, 'allowed'],
    [{ StringNotEquals: { 'aws:SourceAccount': '1' } }, 'allowed'],
    [{ StringNotEquals: { 'aws:SourceAccount': ['1', account] } }, 'implicit'],
    [{ StringEquals: { 'aws:PrincipalTag/team': 'a' } }, 'implicit'],
    [{ StringNotEquals: { 'aws:PrincipalTag/team': 'a' } }, 'allowed'],
    [{ StringEqualsIfExists: { 'aws:PrincipalTag/team': 'a' } }, 'allowed'],
    [{ StringEqualsIfExists: { 'aws:SourceAccount': '1' } }, 'implicit'],
    [{ Null: { 'aws:PrincipalTag/team': 'true' } }, 'allowed'],
    [{ Null: { 'aws:SourceAccount': 'true' } }, 'implicit'],
    [{ ArnLike: { 'aws:SourceArn': `arn:aws:execute-api:us-east-1:${account}:api/*/*/v1/logs` } }, 'allowed'],
    [{ ArnLike: { 'aws:SourceArn': `arn:aws:execute-api:us-east-1:${account}:api/*/*/v1/traces` } }, 'implicit'],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:*:api/*' } }, 'implicit'],
    [{ ArnEquals: { 'aws:SourceArn': `arn:aws:execute-api:*:*:api/*` } }, 'allowed'],
    [{ ArnNotLike: { 'aws:SourceArn': `arn:aws:execute-api:*:*:other/*` } }, 'allowed'],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } }, 'allowed'],
    [{ DateLessThan: { 'aws:EpochTime': '1700000000' } }, 'implicit'],
    [{ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['alert#*', 'incident#*'] } }, 'allowed'],
    [{ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'annotation#*' } }, 'implicit'],
    [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'incident#*' } }, 'implicit'],
    // No value is all values, so that a policy has to ask for one.
    [{ 'ForAllValues:StringLike': { 'dynamodb:Attributes': 'body' } }, 'allowed'],
    [{ 'ForAllValues:StringLike': { 'dynamodb:Attributes': 'body' }, Null: { 'dynamodb:Attributes': 'false' } }, 'implicit'],
    // All operators and all keys must hold.
    [{ Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:SourceAccount': '1' } }, 'implicit'],
    [{ StringEquals: { 'aws:SourceAccount': account, 'aws:RequestedRegion': 'eu-west-1' } }, 'implicit'],
  ])('%j', ([Condition, expected]) => {
    expect(decide([allow('dynamodb:PutItem', table, { Condition })], [], { context })).toBe(expected);
  });

  it.for(['Allow', 'Deny'])('an operator that is not supported denies, and says so (%s)', (Effect) => {
    const statement = { ...allow('dynamodb:*', table, { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }), Effect };
    const identity = readPolicy({ Statement: [allow('*'), statement] });
    expect(evaluate(request(), { identity, resource: [] })).toEqual({
      allowed: false,
      reason: 'unsupported',
      detail: 'because the local cloud does not support the condition operator IpAddress',
    });
  });

  it('an unsupported operator of a statement that is not about the request does no harm', () => {
    const statement = deny('s3:*', '*', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } });
    expect(decide([allow('dynamodb:*'), statement])).toBe('allowed');
  });

  it('what CDK writes to enforce TLS denies plain HTTP and lets TLS pass', () => {
    const resource = [deny('s3:*', '*', { Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } })];
    const s3 = { action: 's3:PutObject', resource: 'arn:aws:s3:::bucket/key' };
    expect(decide([allow('s3:PutObject')], resource, s3)).toBe('allowed');
    expect(decide([allow('s3:PutObject')], resource, { ...s3, context })).toBe('explicit-resource');
  });
});

describe('a request of a service in its own name', () => {
  const principal = { kind: 'service', service: 'apigateway.amazonaws.com' } as const;
  const invoke = { principal, action: 'lambda:InvokeFunction', resource: 'arn:aws:lambda:us-east-1:1:function:ingest' };
  it.for<[string, readonly object[], string]>([
    ['needs a statement of the resource', [], 'implicit'],
    ['is let in by one that names it', [allow('lambda:InvokeFunction', '*', { Principal: { Service: principal.service } })], 'allowed'],
    [
      'is not let in by one for another',
      [allow('lambda:InvokeFunction', '*', { Principal: { Service: 'sns.amazonaws.com' } })],
      'implicit',
    ],
    ['is not let in by one for roles', [allow('lambda:InvokeFunction', '*', { Principal: { AWS: roleArn } })], 'implicit'],
  ])('%s', ([, resource, expected]) => {
    expect(decide([], resource, invoke)).toBe(expected);
  });

  it('reads which policy is missing in the denial', () => {
    const decision = evaluate(request(invoke), { identity: [], resource: [] });
    expect(decision).toMatchObject({ detail: 'because no resource-based policy allows the lambda:InvokeFunction action' });
  });
});

describe('a document that IAM would refuse', () => {
  it.for<[unknown, string]>([
    [undefined, 'the policy document is not an object'],
    [{ Version: '2008-10-17', Statement: [] }, 'the policy version 2008-10-17 is not supported'],
    [{ Statement: [{ Effect: 'Maybe', Action: '*', Resource: '*' }] }, 'Effect of a policy statement is "Maybe"'],
    [{ Statement: [{ Effect: 'Allow', Resource: '*' }] }, 'a policy statement has neither Action nor NotAction'],
    [{ Statement: [{ Effect: 'Allow', Action: '*' }] }, 'a policy statement has neither Resource nor NotResource'],
    [{ Statement: [{ Effect: 'Allow', Action: '*', NotAction: '*', Resource: '*' }] }, 'a policy statement has both Action and NotAction'],
    [
      { Statement: [{ Effect: 'Allow', Action: [{ Ref: 'X' }], Resource: '*' }] },
      'Action of a policy statement is {"Ref":"X"}, expected text',
    ],
  ])('%j', ([document, message]) => {
    expect(() => readPolicy(document)).toThrow(new PolicyError(message));
  });

  it('one statement needs no list', () => {
    expect(readPolicy({ Statement: allow('s3:GetObject') })).toHaveLength(1);
  });
});
