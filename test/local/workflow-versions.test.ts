/** A state machine with a version and an alias in a template, started through the alias. */
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';

const trust = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }] };
const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:plain';
let cloud: LocalCloud;

beforeAll(async () => {
  const assembly = writeAssembly({
    stack: {
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'plain', AssumeRolePolicyDocument: trust } },
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            StateMachineName: 'plain',
            RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
            Definition: { StartAt: 'A', States: { A: { Type: 'Pass', Result: 1, End: true } } },
          },
        },
        Version: {
          Type: 'AWS::StepFunctions::StateMachineVersion',
          Properties: {
            StateMachineArn: { Ref: 'Machine' },
            StateMachineRevisionId: { 'Fn::GetAtt': ['Machine', 'StateMachineRevisionId'] },
          },
        },
        Alias: {
          Type: 'AWS::StepFunctions::StateMachineAlias',
          Properties: { Name: 'PROD', RoutingConfiguration: [{ StateMachineVersionArn: { Ref: 'Version' }, Weight: 100 }] },
        },
      },
      Outputs: { Version: { Value: { 'Fn::GetAtt': ['Version', 'Arn'] } }, Alias: { Value: { Ref: 'Alias' } } },
    },
  });
  cloud = await startLocalCloud({ assembly, mode: 'deterministic' });
});
afterAll(() => cloud.close());

it('runs the version the alias names', async () => {
  expect(cloud.outputs).toEqual({ Version: `${machine}:1`, Alias: `${machine}:PROD` });
  const client = new SFNClient({
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: `${machine}:PROD`, input: '{}' }));
  await cloud.settle();
  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    ...{ status: 'SUCCEEDED', output: '1', stateMachineArn: machine },
    ...{ stateMachineVersionArn: `${machine}:1`, stateMachineAliasArn: `${machine}:PROD` },
  });
});
