/** remediate may run the documents and functions that rules name, pass the roles that settings list, and not a thing more. */
import { describe, expect, it } from 'vitest';
import { policyCopy } from './policy-copy.ts';

const policy = policyCopy();

const rule = (target: string, template: string) => ({
  ...{ name: `${target}-${template.toLowerCase().replaceAll(/[^a-z0-9]/g, '-')}`, description: 'x', match: {}, target, template },
  approval: { required: true, notify: ['alex'], channels: ['console'] },
});

/** What remediate's role says of SSM, Lambda and roles with these targets and rules. */
const rights = (targets: object, ...rules: readonly object[]): readonly string[] => {
  policy.write('remediations', { targets, rules });
  const statements = policy.statementsOf('Remediate');
  const text = (resource: unknown): string =>
    typeof resource === 'string'
      ? resource
      : JSON.stringify(resource)
          .replaceAll(/\{"Ref":"AWS::(\w)\w+"\}/g, '$1')
          .replaceAll(/Fn::Join|[",{}[\]]/g, '')
          .replace(/^:/, '');
  return statements.flatMap(({ Action, Resource, Condition }) =>
    [Action]
      .flat()
      .flatMap((action) =>
        /^(?:ssm|lambda|iam):/.test(action)
          ? [Resource]
              .flat()
              .map((resource) => `${action} ${text(resource)}${Condition === undefined ? '' : ` ${JSON.stringify(Condition)}`}`)
          : [],
      ),
  );
};

describe('remediate', () => {
  it('has no right on AWS for targets that are not configured, or that no rule uses', () => {
    expect(rights({ awx: { url: 'https://awx.example.com' } }, rule('awx', '42'))).toEqual([]);
    expect(rights({ ssm: { roles: ['arn:aws:iam::123456789012:role/a'] }, lambda: {} })).toEqual([]);
  });

  it('may run the documents that rules name and pass the roles that settings list, and calls no function', () => {
    const found = rights(
      { ssm: { roles: ['arn:aws:iam::123456789012:role/automation'] } },
      rule('ssm', 'Restart-Service:3'),
      rule('ssm', 'AWS-RestartEC2Instance'),
    );
    expect(found.toSorted()).toEqual([
      'iam:PassRole arn:aws:iam::123456789012:role/automation {"StringEquals":{"iam:PassedToService":"ssm.amazonaws.com"}}',
      'ssm:AddTagsToResource arn:P:ssm:R:A:automation-execution/*',
      'ssm:DescribeAutomationExecutions *',
      'ssm:GetAutomationExecution arn:P:ssm:R:A:automation-execution/*',
      'ssm:GetDocument arn:P:ssm:R::document/AWS-RestartEC2Instance',
      'ssm:GetDocument arn:P:ssm:R:A:document/Restart-Service',
      'ssm:ListTagsForResource arn:P:ssm:R:A:automation-execution/*',
      'ssm:StartAutomationExecution arn:P:ssm:R::document/AWS-RestartEC2Instance',
      'ssm:StartAutomationExecution arn:P:ssm:R:A:automation-execution/*',
      'ssm:StartAutomationExecution arn:P:ssm:R:A:document/Restart-Service',
      'ssm:StopAutomationExecution arn:P:ssm:R:A:automation-execution/*',
    ]);
  });

  it('may call the functions that rules name, by the alias they name', () => {
    const found = rights({ lambda: {} }, rule('lambda', 'restart-service:live'), rule('lambda', 'drain'));
    expect(found.toSorted()).toEqual([
      'lambda:InvokeFunction arn:P:lambda:R:A:function:drain',
      'lambda:InvokeFunction arn:P:lambda:R:A:function:restart-service:live',
    ]);
  });
});
