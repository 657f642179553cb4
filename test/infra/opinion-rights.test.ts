/** Second opinions: nothing of them where nobody asks or nobody may answer; else a function that reads, asks and annotates, and can do no more. */
import { beforeAll, describe, expect, it } from 'vitest';
import { policyCopy, type Statement, shippedPolicy } from './policy-copy.ts';
import { ofType, type Synthesised } from './synthesise.ts';

const nova = { name: 'nova', kind: 'bedrock', model: 'amazon.nova-micro-v1:0', price: { inputPerMillion: 1, outputPerMillion: 5 } };

const copy = policyCopy();
const detection = Object(shippedPolicy('detection'));

const under = (secondOpinion: object | undefined, providers: readonly object[]): Synthesised => {
  copy.write('providers', { providers });
  copy.write('detection', { ...detection, ...(secondOpinion === undefined ? {} : { secondOpinion }) });
  return copy.synthesise();
};

const statementsOf = ({ pipeline }: Synthesised, role: string): readonly Statement[] => {
  const policy = ofType(pipeline, 'AWS::IAM::Policy').find(({ id }) => id.includes(role));
  const { Statement: statements } = Object(policy?.Properties['PolicyDocument']) as { readonly Statement: readonly Statement[] };
  return statements;
};

const namesOf = ({ pipeline }: Synthesised): readonly string[] =>
  ofType(pipeline, 'AWS::Lambda::Function').map(({ Properties }) => String(Properties['FunctionName']).replace('streamwarden-dev-', ''));

it.for<readonly [string, object | undefined, readonly object[]]>([
  ['where policy wants none', undefined, [nova]],
  ['where there is no model to ask', {}, []],
])('has no function, queue or right %s', ([, secondOpinion, providers]) => {
  const synthesised = under(secondOpinion, providers);
  expect(namesOf(synthesised)).not.toContain('advise');
  expect(ofType(synthesised.pipeline, 'AWS::SQS::Queue')).toEqual([]);
  expect(JSON.stringify(synthesised.pipeline).toLowerCase()).not.toMatch(/opinion|annotation/);
});

describe('where policy wants them and there is a model', () => {
  let synthesised: Synthesised;
  beforeAll(() => {
    synthesised = under({}, [nova]);
  });

  it('lets advise read incidents and alerts, remember what it asked, and write annotations: exactly that', () => {
    const said = statementsOf(synthesised, 'AdviseRole').flatMap(({ Action, Condition }) =>
      [Action]
        .flat()
        .map((action) => [action, ...[Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []].flat()].join(' ')),
    );
    expect(said.toSorted()).toEqual(
      [
        'bedrock:InvokeModel',
        'dynamodb:BatchGetItem alert#*',
        'dynamodb:GetItem claim#opinion-*',
        'dynamodb:GetItem incident#*',
        'dynamodb:PutItem annotation#*',
        'dynamodb:Query dependencies#*',
        'dynamodb:UpdateItem claim#opinion-* budget#*',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
      ].toSorted(),
    );
  });

  it('lets no item pass that a request does not name', () => {
    const dynamodb = statementsOf(synthesised, 'AdviseRole').filter(({ Action }) => [Action].flat()[0]?.startsWith('dynamodb:'));
    for (const { Condition } of dynamodb) expect(Condition?.['Null']).toEqual({ 'dynamodb:LeadingKeys': 'false' });
  });

  it('gives nobody else a right on models but classify, and route one message more', () => {
    const others = ['DispatchRole', 'RouteRole', 'NotifyRole', 'RespondRole', 'EscalateRole', 'RemediateRole'];
    for (const role of others) expect(JSON.stringify(statementsOf(synthesised, role)), role).not.toContain('bedrock');
    const sends = statementsOf(synthesised, 'RouteRole').filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'));
    expect(JSON.stringify(sends)).toContain('Opinions');
  });

  it('hides a request for longer than advise may take, keeps it a day, and puts aside what advise dies of', () => {
    const [aside, queue] = ofType(synthesised.pipeline, 'AWS::SQS::Queue');
    const advise = ofType(synthesised.pipeline, 'AWS::Lambda::Function').find(
      ({ Properties }) => Properties['FunctionName'] === 'streamwarden-dev-advise',
    );
    expect(aside?.Properties).toMatchObject({ QueueName: 'streamwarden-dev-opinions-quarantine', SqsManagedSseEnabled: true });
    expect(queue?.Properties).toMatchObject({
      QueueName: 'streamwarden-dev-opinions',
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 86_400,
      RedrivePolicy: { maxReceiveCount: 5 },
    });
    expect(Number(queue?.Properties['VisibilityTimeout'])).toBeGreaterThanOrEqual(2 * Number(advise?.Properties['Timeout']));
    const alarms = ofType(synthesised.pipeline, 'AWS::CloudWatch::Alarm').map(({ Properties }) => String(Properties['AlarmName']));
    expect(alarms).toEqual(expect.arrayContaining(['streamwarden-dev-advise-errors', 'streamwarden-dev-opinions-quarantine']));
  });
});

it('is one line at synthesis where it is written wrong', () => {
  expect(() => under({ severity: 'info' }, [nova])).toThrow(/policy\/detection\.yaml: secondOpinion\.severity/);
  expect(() => under({ afterSeconds: 901 }, [nova])).toThrow(/secondOpinion\.afterSeconds/);
});
