/** Where remediations may call: what policy names, read as the guard compares it. */
import { describe, expect, it } from 'vitest';
import { targetHosts } from '#kernel/policy/egress.ts';
import { remediationTargetsSchema } from '#kernel/policy/remediation-targets.ts';

const kubernetes = { cluster: 'shop', endpoint: 'https://ABC.gr7.eu-west-1.eks.amazonaws.com', certificateAuthority: 'YQ==' };
const webhook = { one: { url: 'https://ops.example.com:8443/a?b=c' }, two: { url: 'https://ops.example.com:8443/d' } };

describe('the hosts of targets', () => {
  it('are those of every address in their settings, with their ports, each once', () => {
    const targets = remediationTargetsSchema.parse({ awx: { url: 'https://awx.example.com/' }, kubernetes, webhook });
    expect(targetHosts(targets)).toEqual({
      hosts: ['awx.example.com', 'abc.gr7.eu-west-1.eks.amazonaws.com', 'ops.example.com:8443'],
      names: ['awx.example.com', 'abc.gr7.eu-west-1.eks.amazonaws.com', 'ops.example.com'],
    });
  });

  it('are none without targets', () => {
    expect(targetHosts(remediationTargetsSchema.parse({})).hosts).toEqual([]);
  });

  it('may be named private, in either case, and no other host may', () => {
    const named = (host: string) => remediationTargetsSchema.safeParse({ privateHosts: [host], kubernetes });
    expect(named('ABC.gr7.eu-west-1.eks.amazonaws.com').data?.privateHosts).toEqual(['abc.gr7.eu-west-1.eks.amazonaws.com']);
    for (const host of ['other.example.com', 'gr7.eu-west-1.eks.amazonaws.com', '*', '']) expect(named(host).success).toBe(false);
  });
});
