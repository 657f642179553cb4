/** How far a rollout is, as `kubectl rollout status` computes it (kubernetes/kubectl pkg/polymorphichelpers/rollout_status.go [S]). */
import type { JobStatus } from '#kernel/target.ts';
import type { Place } from './action.ts';
import type { ClusterObject } from './wire.ts';

export interface Progress {
  readonly status: Extract<JobStatus, 'pending' | 'running' | 'succeeded' | 'failed'>;
  readonly detail: string;
}

const done: Progress = { status: 'succeeded', detail: 'All pods are as they should be.' };
const waiting = (detail: string): Progress => ({ status: 'running', detail });
const unseen: Progress = { status: 'pending', detail: 'The cluster has not seen the change yet.' };

const ofDeployment = ({ metadata, spec, status }: ClusterObject): Progress => {
  if ((metadata.generation ?? 0) > status.observedGeneration) return unseen;
  const { replicas = 1 } = spec;
  const { updatedReplicas: updated, availableReplicas: available } = status;
  if (status.conditions.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded')) {
    return { status: 'failed', detail: `The rollout exceeded its progress deadline with ${available} of ${replicas} pods available.` };
  }
  if (updated < replicas) return waiting(`${updated} of ${replicas} pods are new.`);
  if (status.replicas > updated) return waiting(`${status.replicas - updated} old pods are still to go.`);
  if (available < updated) return waiting(`${available} of ${updated} pods are available.`);
  return done;
};

const ofDaemonSet = ({ metadata, status }: ClusterObject): Progress => {
  if ((metadata.generation ?? 0) > status.observedGeneration) return unseen;
  const { desiredNumberScheduled: desired, updatedNumberScheduled: updated, numberAvailable: available } = status;
  if (updated < desired) return waiting(`${updated} of ${desired} pods are new.`);
  return available < desired ? waiting(`${available} of ${desired} pods are available.`) : done;
};

const ofStatefulSet = ({ metadata, spec, status }: ClusterObject): Progress => {
  if (status.observedGeneration === 0 || (metadata.generation ?? 0) > status.observedGeneration) return unseen;
  const { replicas = 1 } = spec;
  const { readyReplicas: ready, updatedReplicas: updated } = status;
  if (ready < replicas) return waiting(`${ready} of ${replicas} pods are ready.`);
  const partition = spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  // kubectl stops here for every set that has `rollingUpdate`, which the API server fills in for all [S].
  if (spec.updateStrategy?.rollingUpdate !== undefined)
    return updated < replicas - partition ? waiting(`${updated} of ${replicas - partition} pods are new.`) : done;
  return status.updateRevision === status.currentRevision ? done : waiting(`${updated} of ${replicas} pods are new.`);
};

const progressOf = { deployment: ofDeployment, daemonset: ofDaemonSet, statefulset: ofStatefulSet };

/** A node is what it is said to be at once; pods take their time, also to go when there are to be fewer. */
export const progress = (kind: Place['kind'], object: ClusterObject): Progress => {
  if (kind === 'node') return { status: 'succeeded', detail: `The node takes ${object.spec.unschedulable === true ? 'no ' : ''}new pods.` };
  const rollout = progressOf[kind](object);
  const { replicas } = object.spec;
  if (rollout.status !== 'succeeded' || kind === 'daemonset' || replicas === undefined || object.status.replicas === replicas)
    return rollout;
  return waiting(`There are ${object.status.replicas} pods, and are to be ${replicas}.`);
};
