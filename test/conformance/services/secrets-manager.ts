/** Secrets Manager: the key that signs links, and targets' credentials. */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type Case, defineSuite, failure, type Resources, refused, type Setting } from './contract.ts';

type SecretCase = Case<SecretsManagerClient>;
type Secret = Setting<SecretsManagerClient>;

const reading = 'API Reference, GetSecretValue [D]';
const versions = 'Secrets Manager User Guide, "What\'s in a Secrets Manager secret?", versions and staging labels [D]';
const notFound = refused('ResourceNotFoundException');

const secretOf = (id: string): Resources => ({
  [id.replaceAll('-', '')]: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: `conformance/${id}`, SecretString: 'first' } },
});

const nameOf = ({ id }: Secret) => `conformance/${id}`;
const get = (secret: Secret, more: Partial<GetSecretValueCommandInput> = {}) =>
  secret.client.send(new GetSecretValueCommand({ SecretId: nameOf(secret), ...more }));
const put = (secret: Secret, SecretString: string, more: object = {}) =>
  secret.client.send(new PutSecretValueCommand({ SecretId: nameOf(secret), SecretString, ...more }));

const cases: readonly SecretCase[] = [
  {
    name: 'a secret is read by its name, its current version',
    source: reading,
    run: async (secret) => {
      const { Name, SecretString, VersionStages, VersionId, CreatedDate, SecretBinary } = await get(secret);
      return {
        ...{ sameName: Name === nameOf(secret), SecretString, VersionStages, id: (VersionId?.length ?? 0) >= 32 },
        ...{ dated: CreatedDate instanceof Date, binary: SecretBinary ?? 'none' },
      };
    },
    expected: { sameName: true, SecretString: 'first', VersionStages: ['AWSCURRENT'], id: true, dated: true, binary: 'none' },
  },
  {
    name: 'an ARN ends in the name and six random characters',
    source: 'User Guide, "What\'s in a Secrets Manager secret?": six random characters [D]',
    run: async (secret) => {
      const { ARN = '' } = await get(secret);
      const prefix = `arn:aws:secretsmanager:us-east-1:123456789012:secret:${nameOf(secret)}-`;
      return { prefix: ARN.startsWith(prefix), six: /^[A-Za-z0-9]{6}$/.test(ARN.slice(prefix.length)) };
    },
    expected: { prefix: true, six: true },
  },
  {
    name: 'a secret is read by its ARN',
    source: `${reading}, SecretId: the ARN or name`,
    run: async (secret) => (await get(secret, { SecretId: (await get(secret)).ARN })).SecretString,
    expected: 'first',
  },
  {
    name: 'a secret is read by its ARN without the six characters',
    source: 'User Guide, "Find secrets by ARN": a partial ARN is searched for [D: GetSecretValue, "we recommend a complete ARN"]',
    run: async (secret) => (await get(secret, { SecretId: (await get(secret)).ARN?.slice(0, -7) })).SecretString,
    expected: 'first',
  },
  {
    name: 'a version is read by its stage or its id',
    source: `${reading}, VersionStage and VersionId`,
    run: async (secret) => {
      const { VersionId } = await get(secret);
      return [(await get(secret, { VersionStage: 'AWSCURRENT' })).SecretString, (await get(secret, { VersionId })).SecretString];
    },
    expected: ['first', 'first'],
  },
  {
    name: 'a secret that never changed has no previous version',
    source: `${reading}, ResourceNotFoundException; ${versions}`,
    run: (secret) => get(secret, { VersionStage: 'AWSPREVIOUS' }),
    expected: notFound,
  },
  {
    name: 'a version there is not is not found',
    source: `${reading}, ResourceNotFoundException`,
    run: (secret) => get(secret, { VersionId: '00000000-0000-4000-8000-000000000000' }),
    expected: notFound,
  },
  {
    name: 'a missing secret is not found by name or ARN',
    source: `${reading}, ResourceNotFoundException; text seen by clients [S]`,
    run: async (secret) => [
      await failure(get(secret, { SecretId: 'none' }), ({ message }) => ({ message })),
      await failure(get(secret, { SecretId: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:none-abcdef' })),
    ],
    expected: [{ ...notFound, message: "Secrets Manager can't find the specified secret." }, notFound],
  },
  {
    name: 'a new value is current at once, and the old one previous',
    source: `API Reference, PutSecretValue [D]; ${versions}`,
    run: async (secret) => {
      const { VersionStages } = await put(secret, 'second');
      const previous = await get(secret, { VersionStage: 'AWSPREVIOUS' });
      return { VersionStages, now: (await get(secret)).SecretString, previous: previous.SecretString, stages: previous.VersionStages };
    },
    expected: { VersionStages: ['AWSCURRENT'], now: 'second', previous: 'first', stages: ['AWSPREVIOUS'] },
  },
  {
    name: 'a third value pushes the first out of the stages, and its id still reads it',
    source: `${versions}: versions without a label are deprecated and may be deleted`,
    run: async (secret) => {
      await put(secret, 'second');
      await put(secret, 'third');
      return [(await get(secret)).SecretString, (await get(secret, { VersionStage: 'AWSPREVIOUS' })).SecretString];
    },
    expected: ['third', 'second'],
  },
  {
    name: 'a version may wait under a stage of its own',
    source: 'API Reference, PutSecretValue, VersionStages; AWSPENDING of rotation [D]',
    run: async (secret) => {
      await put(secret, 'next', { VersionStages: ['AWSPENDING'] });
      return { now: (await get(secret)).SecretString, pending: (await get(secret, { VersionStage: 'AWSPENDING' })).SecretString };
    },
    expected: { now: 'first', pending: 'next' },
  },
  {
    name: 'a value put twice under one token is one version, another value under it is refused',
    source: 'API Reference, PutSecretValue, ClientRequestToken: idempotent; ResourceExistsException [D]',
    run: async (secret) => {
      const ClientRequestToken = '11111111-1111-4111-8111-111111111111';
      const first = await put(secret, 'second', { ClientRequestToken });
      const again = await put(secret, 'second', { ClientRequestToken });
      return { same: first.VersionId === again.VersionId, other: await failure(put(secret, 'third', { ClientRequestToken })) };
    },
    expected: { same: true, other: refused('ResourceExistsException') },
  },
  {
    name: 'a secret describes its versions and their stages, never its value',
    source: 'API Reference, DescribeSecret, VersionIdsToStages [D]',
    run: async (secret) => {
      await put(secret, 'second');
      const told = await secret.client.send(new DescribeSecretCommand({ SecretId: nameOf(secret) }));
      return {
        name: told.Name === nameOf(secret),
        stages: Object.values(told.VersionIdsToStages ?? {})
          .flat()
          .toSorted(),
        value: JSON.stringify(told).includes('second'),
      };
    },
    expected: { name: true, stages: ['AWSCURRENT', 'AWSPREVIOUS'], value: false },
  },
  {
    name: 'a missing secret cannot be described or given a value',
    source: 'API Reference, DescribeSecret and PutSecretValue, ResourceNotFoundException [D]',
    run: async (secret) => [
      await failure(secret.client.send(new DescribeSecretCommand({ SecretId: 'none' }))),
      await failure(secret.client.send(new PutSecretValueCommand({ SecretId: 'none', SecretString: 'x' }))),
    ],
    expected: [notFound, notFound],
  },
  {
    name: 'listing is not emulated, and says so',
    source: 'lib/local/README.md: refused; on AWS it works [D]',
    run: ({ client }) =>
      failure(client.send(new ListSecretsCommand({})), ({ message }) => ({ says: /not emulated/.test(String(message)) })),
    expected: { ...refused('UnknownOperationException'), says: true },
  },
];

export const secretsManager = defineSuite({
  service: 'Secrets Manager',
  open: (options) => new SecretsManagerClient(options),
  resources: secretOf,
  cases,
});
