/** The cluster's stand-in in a rehearsal. */

import { usualWays } from '../ways.ts';
import type { Bench, Rehearsed } from './bench.ts';
import { bodyOf, textAt } from './reading.ts';

/** The label of every change, and the annotation of one that nobody waits for any more. */
const keyLabel = 'streamwarden.io/key';
const cancelledAnnotation = 'streamwarden.io/cancelled';

const keyIn = (patch: unknown): string => textAt(patch, 'metadata', 'labels', keyLabel);

/** A node is what it is said to be at once. */
const isOfNodes = ({ template }: Rehearsed['run']): boolean => template === 'cordon' || template === 'uncordon';

/** Any number of pods but the one that the runbook asks for. */
const replicasBefore = ({ run }: Rehearsed): number => (run.parameters['replicas'] === '2' ? 3 : 2);

export const kubernetesBench: Bench = {
  id: 'kubernetes',
  system: 'kubernetes',
  isCall: (url, { kubernetes }) => kubernetes !== undefined && url.host === new URL(kubernetes.endpoint).host,
  nameOf: ({ method, url }) => {
    const { pathname, searchParams } = new URL(url);
    return `${method} ${pathname}${searchParams.has('dryRun') ? ' (dry run)' : ''}`;
  },
  keyOfStart: (request) => {
    if (request.method !== 'PATCH' || new URL(request.url).searchParams.has('dryRun')) return undefined;
    const key = keyIn(bodyOf(request));
    return key === '' ? undefined : key;
  },
  endNext: ({ kubernetes }, end) => kubernetes.endRollouts(end),
  jobs: ({ kubernetes }) =>
    kubernetes.changes().map(({ object, body, status }) => {
      const key = keyIn(body);
      const isCancelled = textAt(kubernetes.object(object), 'metadata', 'annotations', cancelledAnnotation) === key;
      return { key, status: isCancelled ? 'cancelled' : status };
    }),
  settings: (rehearsed) => ({ kubernetes: { replicas: replicasBefore(rehearsed) } }),
  ways: ({ run }) => (isOfNodes(run) ? { run: [], undo: [], final: [] } : usualWays),
  putBack: ({ kubernetes }) => kubernetes.restore(),
};
