/** What the local cloud's clusters let in: tokens as the adapter signs them, for this cluster, by a role with an access entry, not long ago. */
import { describe, expect, it } from 'vitest';
import { clusterToken } from '#adapters/eks/cluster-token.ts';
import { isLetIn } from '#lib/local/iam/cluster-token.ts';

const now = Date.parse('2026-11-27T09:00:00Z');
const minute = 60_000;
const caller = { region: 'eu-west-1', accessKeyId: 'remediate-role', secretAccessKey: 'local' };
const entry = { cluster: 'shop', role: 'remediate-role' };
const tokenFor = (more: Partial<typeof caller & { sessionToken: string }> = {}, cluster = 'shop', at = now): string =>
  clusterToken(cluster, { now: () => at }, () => ({ ...caller, ...more }));
const resigned = (change: (url: string) => string): string =>
  `k8s-aws-v1.${Buffer.from(change(Buffer.from(tokenFor().slice(11), 'base64url').toString())).toString('base64url')}`;

describe('a cluster', () => {
  it.for([
    ['a token signed for it', tokenFor(), true],
    ['one with a session', tokenFor({ sessionToken: 'IQoJ/+=' }), true],
    ['one of fourteen minutes ago', tokenFor({}, 'shop', now - 14 * minute), true],
    ['one of sixteen minutes ago', tokenFor({}, 'shop', now - 16 * minute), false],
    ['one from the future', tokenFor({}, 'shop', now + 6 * minute), false],
    ['one for another cluster', tokenFor({}, 'mail'), false],
    ['another role’s', tokenFor({ accessKeyId: 'route-role' }), false],
    ['one signed with another key', tokenFor({ secretAccessKey: 'other' }), false],
    ['one for another action', resigned((url) => url.replace('GetCallerIdentity', 'GetSessionToken')), false],
    ['one that was moved', resigned((url) => url.replace('sts.eu-west-1.amazonaws.com', 'sts.evil.example')), false],
    ['one with more in its query', resigned((url) => `${url}&x=1`), false],
    ['one with padding', `${tokenFor()}=`, false],
    ['one without its prefix', tokenFor().slice(11), false],
    ['nothing', '', false],
  ] as const)('lets in, given %s: %s', ([, token, isIn]) => {
    expect(isLetIn(token, entry, 'local', now)).toBe(isIn);
  });
});
