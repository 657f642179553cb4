/** classify may do what the models of a policy need, and not a thing more. */
import { describe, expect, it } from 'vitest';
import { policyCopy } from './policy-copy.ts';

const copy = policyCopy();

const price = { inputPerMillion: 1, outputPerMillion: 5 };

const plain = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll(/\{"Ref":"AWS::(\w+)"\}/g, '$1')
    .replaceAll(/Fn::Join|[",{}[\]]/g, '')
    .replace(/^:/, '');

/** What classify's role says of models and secrets, with these providers. */
const rights = (...providers: readonly object[]): readonly string[] => {
  copy.write('providers', { providers });
  const statements = copy.statementsOf('Classify');
  return statements.flatMap(({ Action, Resource, Condition }) =>
    [Action]
      .flat()
      .flatMap((action) =>
        /^(?:bedrock:|secretsmanager:)/.test(action)
          ? [Resource].flat().map((resource) => `${action} ${plain(resource)}${Condition === undefined ? '' : ` if ${plain(Condition)}`}`)
          : [],
      ),
  );
};

describe('classify', () => {
  it('has no right for models where there are none', () => {
    expect(rights()).toEqual([]);
  });

  it('may ask exactly the models that are named, through the profiles that are named', () => {
    const said = rights(
      { name: 'nova', kind: 'bedrock', model: 'amazon.nova-micro-v1:0', price },
      { name: 'haiku', kind: 'bedrock', model: 'us.anthropic.claude-haiku-4-5-20251001-v1:0', region: 'us-east-1', price },
      { name: 'own', kind: 'bedrock', model: 'arn:aws:bedrock:eu-central-1:111122223333:provisioned-model/abc', price },
    );
    const profile = 'arn:Partition:bedrock:us-east-1:AccountId:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0';
    expect(new Set(said)).toEqual(
      new Set([
        'bedrock:InvokeModel arn:Partition:bedrock:Region::foundation-model/amazon.nova-micro-v1:0',
        `bedrock:InvokeModel ${profile}`,
        `bedrock:InvokeModel arn:Partition:bedrock:*::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0 if StringEquals:bedrock:InferenceProfileArn::${profile}`,
        'bedrock:InvokeModel arn:aws:bedrock:eu-central-1:111122223333:provisioned-model/abc',
      ]),
    );
  });

  it('may read exactly the keys that are named', () => {
    const said = rights(
      { name: 'grok', kind: 'openai', baseUrl: 'https://api.x.ai/v1', model: 'grok-4-fast', secret: 'streamwarden/xai', price },
      { name: 'claude', kind: 'anthropic', model: 'claude-haiku-4-5', secret: 'streamwarden/anthropic', price },
      {
        name: 'ours',
        kind: 'openai',
        baseUrl: 'http://ollama.internal:11434/v1',
        model: 'qwen3:8b',
        price: { inputPerMillion: 0, outputPerMillion: 0 },
      },
    );
    expect(
      said
        .filter((right) => !right.startsWith('dynamodb:'))
        .toSorted()
        .reverse(),
    ).toEqual([
      'secretsmanager:GetSecretValue arn:Partition:secretsmanager:Region:AccountId:secret:streamwarden/xai-??????',
      'secretsmanager:GetSecretValue arn:Partition:secretsmanager:Region:AccountId:secret:streamwarden/anthropic-??????',
    ]);
  });
});

describe('a mistake in providers.yaml is one line', () => {
  const cloud = { name: 'claude', kind: 'anthropic', model: 'claude-haiku-4-5', secret: 'key', price };
  it.for<readonly [string, readonly object[], Readonly<Record<string, unknown>>, RegExp]>([
    ['two of a name', [cloud, cloud], {}, /providers\.1\.name: the name "claude" is used twice$/],
    ['a name that is taken', [{ ...cloud, name: 'local' }], {}, /providers\.0: the name "local" is taken/],
    [
      'a model that costs nothing',
      [{ ...cloud, price: { inputPerMillion: 0, outputPerMillion: 5 } }],
      {},
      /providers\.0: a price of 0 lets the daily budget never end/,
    ],
    ['no price', [{ ...cloud, price: undefined }], {}, /providers\.0\.price: /],
    [
      'http to the world',
      [{ ...cloud, baseUrl: 'http://api.example.com' }],
      {},
      /providers\.0\.baseUrl: https, or http to a host of a private network/,
    ],
    [
      'http to the machine’s own credentials',
      [{ ...cloud, baseUrl: 'http://169.254.169.254' }],
      {},
      /providers\.0\.baseUrl: https, or http/,
    ],
    ['a password in an address', [{ ...cloud, baseUrl: 'https://user:word@api.example.com' }], {}, /providers\.0\.baseUrl: https, or http/],
    ['a key in an address', [{ ...cloud, baseUrl: 'https://api.example.com/?key=x' }], {}, /providers\.0\.baseUrl: an address without/],
    [
      'a timeout beyond the deadline',
      [{ ...cloud, timeoutSeconds: 9 }],
      {},
      /providers\.0\.timeoutSeconds: longer than deadlineSeconds \(8\)$/,
    ],
    ['a budget of nothing', [cloud], { budget: { dollarsPerDay: 0 } }, /budget\.dollarsPerDay: 0 asks no provider that costs/],
    ['no tokens', [cloud], { budget: { tokensPerDay: 0 } }, /budget\.tokensPerDay: 0 asks no provider/],
    ['no key', [{ ...cloud, secret: undefined }], {}, /providers\.0\.secret: /],
  ])('%s', ([, providers, rest, message]) => {
    copy.write('providers', { providers, ...rest });
    let said = '';
    try {
      copy.synthesise();
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toMatch(/^[^\n]*policy\/providers\.yaml: [^\n]*$/);
    expect(said).toMatch(message);
  });
});
