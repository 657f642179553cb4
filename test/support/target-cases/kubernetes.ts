/** Kubernetes under the target contract. */
import type { Http } from '#kernel/http.ts';
import { createStandIns } from '#lib/local/stand-ins/index.ts';
import type { KubernetesOptions } from '#lib/local/stand-ins/kubernetes.ts';
import type { VirtualScheduler } from '../virtual-scheduler.ts';
import { impossible, reachedOverHttps, usualRefusals } from './over-https.ts';
import type { TargetCase } from './target-case.ts';

const token = 'k8s-aws-v1.T0PSECRETTOKEN';

/** A cluster behind a socket, and targets that talk to it. */
export const startCluster = async (clock: VirtualScheduler, options: KubernetesOptions = {}) => {
  const kubernetes = { takes: (given: string) => given === token, ...options };
  const standIns = createStandIns({ scheduler: clock, kubernetes });
  const settings = {
    kubernetes: {
      ...{ cluster: 'shop', endpoint: 'https://abc.gr7.eu-west-1.eks.amazonaws.com/', certificateAuthority: '' },
      ...{ namespaces: ['shop', 'mail'], maxReplicas: 10 },
    },
  };
  const ports = (credential: string, http: Http) => ({ cluster: () => ({ http, token: () => credential }) });
  const reached = await reachedOverHttps('kubernetes', { standIns, settings, secret: token, ports });
  return { ...reached, kubernetes: standIns.kubernetes };
};

export const kubernetesCase: TargetCase = {
  id: 'kubernetes',
  launch: { template: 'restart', parameters: { namespace: 'shop', name: 'checkout' }, idempotencyKey: 'sw-0123456789' },
  secret: token,
  jobMs: 60_000,
  unknownJob: 'restart:deployment/shop/nothing:sw-0123456789',
  refusals: [...usualRefusals, ...impossible(400, 404, 405, 415, 422), [409, 'UpstreamError', true]],
  start: async (clock) => {
    const { kubernetes, ...reached } = await startCluster(clock, { objects: ['deployment/shop/checkout'] });
    return {
      ...reached,
      failStarts: (...faults) => kubernetes.failPatches(...faults),
      endJobs: (...wanted) => kubernetes.endRollouts(...wanted),
      started: () => kubernetes.changes().length,
    };
  },
};
