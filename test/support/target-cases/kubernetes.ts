/** Kubernetes under the target contract. */
import { httpClient } from '#adapters/http/http-client.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import type { Target } from '#kernel/target.ts';
import { createStandIns, type StandIns } from '#lib/local/stand-ins/index.ts';
import type { KubernetesOptions } from '#lib/local/stand-ins/kubernetes.ts';
import { startLoopbackHost } from '../loopback-host.ts';
import type { VirtualScheduler } from '../virtual-scheduler.ts';
import type { TargetCase } from './target-case.ts';

const token = 'k8s-aws-v1.T0PSECRETTOKEN';

/** A cluster behind a socket, and targets that talk to it. */
export const startCluster = async (clock: VirtualScheduler, options: KubernetesOptions = {}) => {
  const kubernetes = { takes: (given: string) => given === token, ...options };
  const standIns: StandIns = createStandIns({ scheduler: clock, kubernetes });
  const host = await startLoopbackHost(standIns.handle);
  const make = (send: typeof fetch = host.fetch, credential = token): Target => {
    const kind = targetKinds.find(({ id }) => id === 'kubernetes');
    const http = httpClient({ fetch: (url, init) => send(url, init), timeoutMs: 2_000 });
    const settings = {
      cluster: 'shop',
      endpoint: 'https://abc.gr7.eu-west-1.eks.amazonaws.com/',
      certificateAuthority: '',
      namespaces: ['shop', 'mail'],
      maxReplicas: 10,
    };
    const unused = { http, secret: async () => '' };
    const made = kind?.make({ kubernetes: settings }, { ...unused, cluster: () => ({ http, token: () => credential }) });
    if (made === undefined) throw new Error('the registry makes no kubernetes');
    return made;
  };
  return { make, kubernetes: standIns.kubernetes, close: () => host.close() };
};

export const kubernetesCase: TargetCase = {
  id: 'kubernetes',
  launch: { template: 'restart', parameters: { namespace: 'shop', name: 'checkout' }, idempotencyKey: 'sw-0123456789' },
  secret: token,
  jobMs: 60_000,
  unknownJob: 'restart:deployment/shop/nothing:sw-0123456789',
  refusals: [
    [400, 'InputError', false],
    [401, 'UpstreamError', false],
    [403, 'UpstreamError', false],
    [404, 'InputError', false],
    [405, 'InputError', false],
    [409, 'UpstreamError', true],
    [415, 'InputError', false],
    [422, 'InputError', false],
    [302, 'UpstreamError', false],
    [429, 'UpstreamError', true],
    [500, 'UnknownOutcomeError', false],
    [502, 'UnknownOutcomeError', false],
    [503, 'UnknownOutcomeError', false],
    [504, 'UnknownOutcomeError', false],
  ],
  start: async (clock) => {
    const { make, kubernetes, close } = await startCluster(clock, { objects: ['deployment/shop/checkout'] });
    return {
      target: make(),
      withSecret: (other) => make(undefined, other),
      answering: (body) => make(async () => new Response(body, { status: 200 })),
      failStarts: (...faults) => kubernetes.failPatches(...faults),
      endJobs: (...wanted) => kubernetes.endRollouts(...wanted),
      started: () => kubernetes.changes().length,
      close,
    };
  },
};
