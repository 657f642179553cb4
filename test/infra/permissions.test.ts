/** Least privilege: no action is a pattern, and each resource pattern is one we can explain. */
import { describe, expect, it } from 'vitest';
import { ofType, synthesise } from './synthesise.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const { data, pipeline } = synthesise('prod');
const policies = ofType(pipeline, 'AWS::IAM::Policy').map(({ id, Properties }) => ({
  id,
  statements: (Properties['PolicyDocument'] as { Statement: readonly Statement[] }).Statement,
}));
const actionsOf = ({ Action }: Statement): readonly string[] => [Action].flat();

/** Actions that IAM knows no resource for. */
const withoutResource = [
  'timestream:DescribeEndpoints',
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
/** Keys of which only the prefix is known beforehand. */
const prefixes = /"\/(telemetry|aws\/lambda|classify|detect|archive|route)\/\*"/;

describe('roles', () => {
  it('are all in the pipeline stack and use no managed policy', () => {
    expect(ofType(data, 'AWS::IAM::Role')).toEqual([]);
    for (const { id, Properties } of ofType(pipeline, 'AWS::IAM::Role')) expect(Properties['ManagedPolicyArns'], id).toBeUndefined();
  });

  it.for(policies)('$id names its actions one by one', ({ statements }) => {
    for (const statement of statements) for (const action of actionsOf(statement)) expect(action).not.toContain('*');
  });

  it.for(policies)('$id uses a resource pattern only where it is explained', ({ statements }) => {
    for (const statement of statements) {
      if (statement.Resource === '*') {
        expect(withoutResource).toEqual(expect.arrayContaining([...actionsOf(statement)]));
        continue;
      }
      for (const resource of [statement.Resource].flat()) {
        const text = JSON.stringify(resource);
        if (text.includes('*')) {
          expect(actionsOf(statement)).toEqual(['s3:PutObject']);
          expect(text).toMatch(prefixes);
        }
      }
    }
  });

  it('let nobody delete, read or list what is archived or quarantined, but for the check of the failure destination', () => {
    const s3 = policies.flatMap(({ statements }) => statements.flatMap(actionsOf)).filter((action) => action.startsWith('s3:'));
    expect(new Set(s3)).toEqual(new Set(['s3:PutObject', 's3:ListBucket']));
  });
});
