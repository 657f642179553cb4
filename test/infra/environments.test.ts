/** Every environment of `cdk.json` synthesises without an unacknowledged finding, and differs where its settings say so. */
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { environmentNames, readSettings } from '#lib/constructs/settings.ts';
import { ofType, projectContext, synthesise } from './synthesise.ts';

describe.for(environmentNames)('environment %s', (environment) => {
  it('synthesises with no unacknowledged finding, and every acknowledgement says why', () => {
    const { acknowledged } = synthesise(environment);
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const { rule, reason } of acknowledged) expect(reason.length, rule).toBeGreaterThan(40);
  });
});

describe('settings', () => {
  it('keeps what prod stores, and lets dev go', () => {
    const policies = (environment: string) =>
      ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret'].flatMap((type) =>
        ofType(synthesise(environment).data, type).map((resource) => (resource as unknown as { DeletionPolicy: string }).DeletionPolicy),
      );
    expect(new Set(policies('prod'))).toEqual(new Set(['Retain']));
    expect(new Set(policies('dev'))).toEqual(new Set(['Delete']));
  });

  it('gives each stream stage its own fan-out consumer in prod, and none in dev', () => {
    expect(ofType(synthesise('prod').pipeline, 'AWS::Kinesis::StreamConsumer')).toHaveLength(3);
    expect(ofType(synthesise('dev').pipeline, 'AWS::Kinesis::StreamConsumer')).toHaveLength(0);
  });

  it('leaves Timestream out where the metric store is none', () => {
    const context = projectContext() as { environments: { dev: object } };
    const environments = { ...context.environments, dev: { ...context.environments.dev, metricStore: 'none' } };
    const { data, pipeline } = synthesise('dev', { context: { environments } });
    expect(data.filter(({ Type }) => Type.startsWith('AWS::Timestream'))).toEqual([]);
    expect(JSON.stringify(pipeline)).not.toContain('timestream:');
  });

  it('gives archive InfluxDB’s address and the right to its token where the metric store is influxdb, and no more', () => {
    const context = projectContext() as { environments: { dev: object } };
    const influxdb = { url: 'https://influx.example.com:8086', org: 'shop', bucket: 'metrics', tokenSecret: 'influx-token' };
    const dev = { ...context.environments.dev, metricStore: 'influxdb', influxdb };
    const { data, pipeline } = synthesise('dev', { context: { environments: { ...context.environments, dev } } });
    expect(data.filter(({ Type }) => Type.startsWith('AWS::Timestream'))).toEqual([]);
    const archive = ofType(pipeline, 'AWS::Lambda::Function').find(
      ({ Properties }) => Properties['FunctionName'] === 'streamwarden-dev-archive',
    );
    expect(archive?.Properties['Environment']).toMatchObject({
      Variables: {
        METRIC_STORE: 'influxdb',
        INFLUXDB_URL: influxdb.url,
        INFLUXDB_ORG: 'shop',
        INFLUXDB_BUCKET: 'metrics',
        INFLUXDB_TOKEN_SECRET: 'influx-token',
      },
    });
    const rights = JSON.stringify(ofType(pipeline, 'AWS::IAM::Policy').find(({ id }) => id.startsWith('StagesArchiveRole'))?.Properties);
    expect(rights).toContain('secretsmanager:GetSecretValue');
    expect(rights).toContain(':secret:influx-token-??????');
    expect(rights).not.toContain('timestream:');
  });

  it.for<[string, object, string]>([
    ['without a server', { metricStore: 'influxdb' }, 'environments.dev.influxdb: goes with'],
    [
      'without the store',
      { influxdb: { url: 'https://i.example.com', org: 'o', bucket: 'b', tokenSecret: 's' } },
      'environments.dev.influxdb: goes with',
    ],
    [
      'by http across the internet',
      { metricStore: 'influxdb', influxdb: { url: 'http://i.example.com', org: 'o', bucket: 'b', tokenSecret: 's' } },
      'is neither https nor http to a private host',
    ],
    [
      'with a path',
      { metricStore: 'influxdb', influxdb: { url: 'https://i.example.com/api', org: 'o', bucket: 'b', tokenSecret: 's' } },
      'ends with host and port',
    ],
  ])('refuses InfluxDB %s', ([, changes, message]) => {
    const { environments } = projectContext() as { environments: { dev: object } };
    const context: Record<string, unknown> = { environments: { dev: { ...environments.dev, ...changes } } };
    expect(() => readSettings((key) => context[key])).toThrow(message);
  });

  const ingestIn = (frontDoor: object) => {
    const context = projectContext() as { environments: { dev: object } };
    const environments = { ...context.environments, dev: { ...context.environments.dev, frontDoor: { agents: 'token', ...frontDoor } } };
    const { pipeline } = synthesise('dev', { context: { environments } });
    const [stage] = ofType(pipeline, 'AWS::Lambda::Function').filter(
      ({ Properties }) => Properties['FunctionName'] === 'streamwarden-dev-ingest',
    );
    const policy = ofType(pipeline, 'AWS::IAM::Policy').find(({ id }) => id.startsWith('StagesIngestRole'));
    const environment = stage?.Properties['Environment'] as { readonly Variables: Record<string, string> } | undefined;
    return { variables: environment?.Variables, rights: JSON.stringify(policy?.Properties).match(/dynamodb:\w+/g) };
  };

  it('tells ingest how much an agent may send, and gives it the rights it needs to remember', () => {
    const names = ['REQUESTS_PER_MINUTE', 'SIGNALS_PER_MINUTE', 'BYTES_PER_DAY', 'DEDUPLICATION_SECONDS', 'DEDUPLICATION_SHARED'];
    const told = ({ variables = {} }: ReturnType<typeof ingestIn>) => names.map((name) => variables[name]);
    const usual = ingestIn({});
    expect(told(usual)).toEqual(['60000', '6000000', '1000000000000', '300', 'events']);
    expect(usual.rights?.toSorted()).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem']);
    const off = ingestIn({ limits: { requestsPerMinute: null, signalsPerMinute: 0, bytesPerDay: 5 }, deduplication: { shared: 'none' } });
    expect(told(off)).toEqual(['0', '0', '5', '300', 'none']);
    expect(off.rights).toEqual(['dynamodb:UpdateItem']);
  });

  const settingsOf = (context: Record<string, unknown>) => () => readSettings((key) => context[key]);

  it('names the environments there are when asked for another', () => {
    expect(settingsOf({ environment: 'production' })).toThrow('environment "production" is unknown; choose one of dev, staging, prod');
  });

  it('names the path of a wrong setting in one line', () => {
    const dev = {
      stream: { mode: 'provisioned', shards: 0 },
      metricStore: 'none',
      removal: 'destroy',
      logRetentionDays: 8,
      archive: { expireDays: 1 },
    };
    const error = (() => {
      try {
        return settingsOf({ environments: { dev } })();
      } catch (caught) {
        return String(caught);
      }
    })();
    expect(error).toMatch(/environments\.dev\.stream\.shards: .*; environments\.dev\.logRetentionDays: /);
    expect(error).not.toContain('\n');
  });
});

describe('the AwsSolutions rules', () => {
  it('catch a planted queue that allows plain HTTP', () => {
    expect(() => synthesise('dev', { plant: ({ data }) => void new Queue(data, 'Planted') })).toThrow('AwsSolutions-SQS4');
  });
});
