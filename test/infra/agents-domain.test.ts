/** A domain of the operator's own for agents: what the template makes of it, and mistakes that are said before anything is sent. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { trustStoreMistake } from '#lib/constructs/trust-store.ts';
import { authority, leaf } from '#test/support/certificates.ts';
import { ofType, projectContext, type Resource, root, synthesise } from './synthesise.ts';

const environments = projectContext()['environments'] as Record<string, Record<string, unknown>>;
const folder = mkdtempSync(join(tmpdir(), 'streamwarden-trust-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bundle = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const root1 = authority('root 1');
const good = bundle('good.pem', `# ours\n${root1.cert}${authority('root 2').cert}`);
const inProject = (path: string): string => relative(root, path);

const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0aa1b2c3-1111-2222-3333-444455556666';
const withDomain = (domain: object, more: object = {}) =>
  synthesise('dev', {
    context: {
      environments: {
        ...environments,
        dev: { ...environments['dev'], frontDoor: { domain: { name: 'in.example.com', certificateArn, ...domain } }, ...more },
      },
    },
  });
const properties = (resources: readonly Resource[], type: string) =>
  ofType(resources, `AWS::ApiGatewayV2::${type}`).map((each) => each.Properties);

describe('without a trust store', () => {
  const { pipeline, acknowledged } = withDomain({});

  it('the domain leads to the one API, regional and with TLS 1.2 at least, beside its own address', () => {
    expect(properties(pipeline, 'Api')).toHaveLength(1);
    expect(properties(pipeline, 'Api')[0]).not.toHaveProperty('DisableExecuteApiEndpoint');
    const [name, ...more] = properties(pipeline, 'DomainName');
    expect(more).toEqual([]);
    expect(name).toMatchObject({
      DomainName: 'in.example.com',
      DomainNameConfigurations: [{ CertificateArn: certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }],
    });
    expect(name).not.toHaveProperty('MutualTlsAuthentication');
    const [stage] = ofType(pipeline, 'AWS::ApiGatewayV2::Stage');
    expect(ofType(pipeline, 'AWS::ApiGatewayV2::ApiMapping')).toMatchObject([
      { Properties: { DomainName: { Ref: expect.any(String) }, Stage: '$default' }, DependsOn: expect.arrayContaining([stage?.id]) },
    ]);
    expect(acknowledged.length).toBeGreaterThan(0);
  });
});

describe('with a trust store', () => {
  const { pipeline, acknowledged } = withDomain({ truststore: inProject(good) });
  const apis = ofType(pipeline, 'AWS::ApiGatewayV2::Api');
  const agents = apis.find(({ Properties }) => Properties['DisableExecuteApiEndpoint'] === true);

  it('agents have an API of their own that has no address but the domain; people keep theirs', () => {
    expect(apis).toHaveLength(2);
    expect(agents?.Properties).toMatchObject({ Name: 'streamwarden-dev-agents-api' });
    const routesOf = (own: boolean) =>
      properties(pipeline, 'Route')
        .filter(({ ApiId }) => ((ApiId as { Ref: string }).Ref === agents?.id) === own)
        .map(({ RouteKey }) => String(RouteKey));
    expect(routesOf(true)).toEqual(expect.arrayContaining(['POST /v1/logs', 'POST /api/{project}/{endpoint+}']));
    expect(routesOf(true).filter((route) => /incidents|answer|remediation/.test(route))).toEqual([]);
    expect(routesOf(false)).toEqual(expect.arrayContaining(['GET /v1/answer', 'POST /v1/incidents/{id}/acknowledge']));
    expect(
      routesOf(false).filter((route) => !/^\w+ \/v1\/(incidents|approvals|silences|clusters|people|audit|answer|remediation)/.test(route)),
    ).toEqual([]);
  });

  it('the domain asks for certificates by a bundle named after its content, and leads to that API', () => {
    const [name] = properties(pipeline, 'DomainName');
    const uri = JSON.stringify(name?.['MutualTlsAuthentication']);
    expect(uri).toMatch(/s3:\/\/.*cdk-.*-assets-.*\/[0-9a-f]{64}\.pem/);
    expect(properties(pipeline, 'ApiMapping')).toMatchObject([{ ApiId: { Ref: agents?.id } }]);
    const other = bundle('other.pem', root1.cert);
    const [changed] = properties(withDomain({ truststore: inProject(other) }).pipeline, 'DomainName');
    expect(JSON.stringify(changed?.['MutualTlsAuthentication'])).not.toBe(JSON.stringify(name?.['MutualTlsAuthentication']));
  });

  it('each API is throttled, logged and watched, and an ingest that died is 503', () => {
    const stages = properties(pipeline, 'Stage');
    expect(stages).toHaveLength(2);
    for (const stage of stages)
      expect(stage).toMatchObject({
        DefaultRouteSettings: { ThrottlingRateLimit: 200 },
        AccessLogSettings: { DestinationArn: expect.anything() },
      });
    const alarms = ofType(pipeline, 'AWS::CloudWatch::Alarm').map(({ Properties }) => String(Properties['AlarmName']));
    expect(alarms.filter((name) => name.endsWith('api-server-errors')).sort()).toEqual([
      'streamwarden-dev-agents-api-server-errors',
      'streamwarden-dev-api-server-errors',
    ]);
    const mapped = properties(pipeline, 'Integration').filter(({ ResponseParameters }) => ResponseParameters !== undefined);
    expect(mapped.map(({ ApiId }) => (ApiId as { Ref: string }).Ref)).toEqual([agents?.id]);
    for (const { rule, reason } of acknowledged) expect(reason.length, rule).toBeGreaterThan(40);
  });

  it('may lie in a bucket of the operator, at a version, and beside a certificate that shows who owns the name', () => {
    const domain = { truststore: 's3://corp-pki/agents.pem', truststoreVersion: 'v7', ownershipCertificateArn: certificateArn };
    const [name] = properties(withDomain(domain).pipeline, 'DomainName');
    expect(name?.['MutualTlsAuthentication']).toEqual({ TruststoreUri: 's3://corp-pki/agents.pem', TruststoreVersion: 'v7' });
    expect(name?.['DomainNameConfigurations']).toMatchObject([{ OwnershipVerificationCertificateArn: certificateArn }]);
  });
});

describe('a mistake is one line', () => {
  it.for<[string, object, string]>([
    ['a name that is none', { name: 'In.Example.com' }, 'frontDoor.domain.name: is no name of a domain'],
    ['a certificate that is none', { certificateArn: 'arn:aws:iam::123456789012:server-certificate/a' }, 'frontDoor.domain.certificateArn'],
    ['a trust store at an address', { truststore: 'https://example.com/ca.pem' }, 'is neither a file of the project nor s3://bucket/key'],
    ['a version of a file', { truststore: 'ca.pem', truststoreVersion: '1' }, 'frontDoor.domain.truststoreVersion'],
    [
      'an ownership certificate without a trust store',
      { ownershipCertificateArn: certificateArn },
      'is asked for beside a truststore only',
    ],
    ['a trust store that is not there', { truststore: 'no/such.pem' }, 'frontDoor.domain.truststore: no/such.pem cannot be read'],
  ])('%s', ([, domain, message]) => {
    expect(() => withDomain(domain)).toThrow(message);
    expect(() => withDomain(domain)).not.toThrow('\n');
  });

  it('a cluster whose agents show no certificate', () => {
    expect(() => withDomain({ truststore: inProject(good) }, { agents: { cluster: { name: 'shop' } } })).toThrow('present no certificate');
  });

  const now = Date.now();
  const century = now + 100 * 365 * 86_400_000;
  it.for<[string, string, number, string | undefined]>([
    ['a good bundle', good, now, undefined],
    ['what is no PEM', bundle('text', 'hello'), now, 'holds no certificate in PEM (-----BEGIN CERTIFICATE-----)'],
    ['a certificate cut off', bundle('cut', root1.cert.replace(/\n.{20}/, '\n')), now, 'certificate 1 cannot be read'],
    [
      'a private key in it',
      bundle('key', root1.cert + root1.key),
      now,
      'holds a private key, which would be uploaded; leave certificates only',
    ],
    [
      'a certificate of no authority',
      bundle('leaf', root1.cert + leaf('agent').cert),
      now,
      'certificate 2 (O=Streamwarden tests, CN=agent) is not of a certificate authority',
    ],
    ['an expired one', good, century, 'certificate 1 (O=Streamwarden tests, CN=root 1) expired on '],
    [
      'a weak key',
      bundle('weak', authority('weak', ['-newkey', 'rsa:1024']).cert),
      now,
      'certificate 1 (O=Streamwarden tests, CN=weak) has an RSA key of less than 2048 bits',
    ],
    ['more than a megabyte', bundle('large', `${'#'.repeat(1024 * 1024)}\n${root1.cert}`), now, 'is larger than 1 MB'],
    ['more than a thousand', bundle('many', root1.cert.repeat(1001)), now, 'holds more than 1000 certificates'],
  ])('in the bundle: %s', ([, path, at, mistake]) => {
    if (mistake === undefined) expect(trustStoreMistake(path, at)).toBeUndefined();
    else expect(trustStoreMistake(path, at)).toContain(mistake);
  });
});
