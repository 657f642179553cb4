/** The token of an EKS cluster. Signatures that `@smithy/signature-v4` 5, the SDK's own signer, made by `presign` for the same call. */
import { describe, expect, it } from 'vitest';
import { clusterToken } from '#adapters/eks/cluster-token.ts';

const clock = { now: () => Date.parse('2026-11-27T09:00:00Z') };
const caller = { region: 'eu-west-1', accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local/secret+key' };
const urlIn = (token: string): URL => new URL(Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString());

describe('the token of a cluster', () => {
  it.for([
    [{}, '8941b5b229979972170cd4a40732d9ed92c52aee8d6ff56abb1dbc79d605d06b'],
    [{ sessionToken: 'session/token+with=signs' }, '97cc8e6fdb562996d7b690063302238f5b419148faa942556e0f5bebd2d152fe'],
  ] as const)('is the address the SDK would sign (%j)', ([session, signature]) => {
    const token = clusterToken('shop-1', clock, () => ({ ...caller, ...session }));
    const { host, pathname, searchParams } = urlIn(token);
    expect([host, pathname]).toEqual(['sts.eu-west-1.amazonaws.com', '/']);
    expect(Object.fromEntries(searchParams)).toEqual({
      ...{ Action: 'GetCallerIdentity', Version: '2011-06-15' },
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIDLOCAL/20261127/eu-west-1/sts/aws4_request',
      'X-Amz-Date': '20261127T090000Z',
      'X-Amz-Expires': '60',
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
      ...('sessionToken' in session ? { 'X-Amz-Security-Token': session.sessionToken } : {}),
      'X-Amz-Signature': signature,
    });
  });

  it('has the form the authenticator takes: its prefix, base64url without padding, at most 4096 bytes', () => {
    const token = clusterToken('c'.repeat(100), clock, () => ({ ...caller, sessionToken: 'IQoJb3JpZ2luX2VjEKf/+='.repeat(60) }));
    expect(token).toMatch(/^k8s-aws-v1\.[A-Za-z0-9_-]+$/);
    expect(token.length).toBeLessThanOrEqual(4096);
  });

  it('asks the STS of the partition of China there', () => {
    expect(urlIn(clusterToken('shop', clock, () => ({ ...caller, region: 'cn-north-1' }))).host).toBe('sts.cn-north-1.amazonaws.com.cn');
  });

  it('needs credentials, and says so without any', () => {
    const none = () => clusterToken('shop', clock);
    const { AWS_ACCESS_KEY_ID: had } = process.env;
    delete process.env['AWS_ACCESS_KEY_ID'];
    try {
      expect(none).toThrow(expect.objectContaining({ name: 'ConfigError' }));
    } finally {
      if (had !== undefined) process.env['AWS_ACCESS_KEY_ID'] = had;
    }
  });
});
