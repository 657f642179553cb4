/** The Kubernetes target: restarts and scales workloads, cordons and uncordons nodes of one EKS cluster. */
import { InputError, NotFoundError } from '#kernel/errors.ts';
import type { Job, Launch, Target } from '#kernel/target.ts';
import { type Action, actionOf, type Bounds, type Place, placeText, type Template, templateFrom, workloadKinds } from './action.ts';
import { changeFor, checkRestartable, previewOf, snapshotOf, undoFor } from './change.ts';
import { type Cluster, type ClusterPorts, clusterAt } from './cluster.ts';
import { type JobName, jobId, jobNameFrom, labelOf } from './job-id.ts';
import { progress } from './rollout.ts';
import { type ClusterObject, cancelledName, keyName } from './wire.ts';

interface KubernetesSettings extends Bounds {
  readonly endpoint: string;
}

/** Dry runs that are remembered: they leave nothing in the cluster to look up. One that is forgotten did nothing, and may be repeated. */
const rememberedDryRuns = 100;

const kindsOf = (template: Template): readonly Place['kind'][] => {
  if (template === 'restart') return workloadKinds;
  return template === 'scale' ? ['deployment', 'statefulset'] : ['node'];
};

const keyOf = ({ metadata }: ClusterObject): string | undefined => metadata.labels?.[keyName];

/** A change is made at once; the job is what the cluster then does about it. */
const jobFor = (name: JobName, object: ClusterObject): Job => {
  const id = jobId(name);
  if (keyOf(object) !== name.key) return { id, status: 'cancelled', detail: 'Another change took its place.' };
  const state = progress(name.place.kind, object);
  const isCancelled = object.metadata.annotations?.[cancelledName] === name.key;
  return isCancelled
    ? { id, status: 'cancelled', detail: 'Nobody waits for it; what it changed stays until it is undone.' }
    : { id, ...state };
};

/** Where an object from a list is. */
const placeOf = (kind: Place['kind'], { metadata: { name, namespace = '' } }: ClusterObject): Place =>
  kind === 'node' ? { kind, name } : { kind, namespace, name };

/** A launch of what is not there can never be made. */
const present = async (cluster: Cluster, place: Place): Promise<ClusterObject> => {
  try {
    return await cluster.read(place);
  } catch (error) {
    if (error instanceof NotFoundError) throw new InputError(`The cluster has no ${placeText(place)}.`, { reason: 'status_404' });
    throw error;
  }
};

/** Talks to one cluster. */
export const kubernetesTarget = (settings: KubernetesSettings, ports: ClusterPorts): Target => {
  const cluster = clusterAt(settings.endpoint, ports);
  const dryRuns = new Map<string, Job>();
  const checked = async (launch: Launch): Promise<{ readonly action: Action; readonly object: ClusterObject; readonly name: JobName }> => {
    const action = actionOf(launch, settings);
    const object = await present(cluster, action.place);
    checkRestartable(action, object);
    return { action, object, name: { ...action, key: labelOf(launch.idempotencyKey), isDryRun: false } };
  };

  /** An object that has the key was changed already: the same launch again is the same job. */
  const change = async (name: JobName, object: ClusterObject, patch: () => object): Promise<Job> =>
    jobFor(name, keyOf(object) === name.key ? object : await cluster.patch(name.place, patch()));

  const remember = (key: string, job: Job): Job => {
    dryRuns.set(key, job);
    const [oldest] = dryRuns.keys();
    if (dryRuns.size > rememberedDryRuns && oldest !== undefined) dryRuns.delete(oldest);
    return job;
  };

  const follow = async (id: string): Promise<Job> => {
    const name = jobNameFrom(id);
    // Its id was given out when it had ended.
    return name.isDryRun
      ? { id, status: 'succeeded', detail: 'The cluster would take the change.' }
      : jobFor(name, await cluster.read(name.place));
  };

  return {
    id: 'kubernetes',
    plan: async (launch) => {
      const { action, object } = await checked(launch);
      return previewOf(action, object);
    },
    dryRun: async (launch) => {
      const { action, object, name } = await checked(launch);
      await cluster.patch(name.place, changeFor(action, object, name.key), { dryRun: true });
      const { changes } = previewOf(action, object);
      return remember(name.key, {
        id: jobId({ ...name, isDryRun: true }),
        status: 'succeeded',
        detail: `The cluster would take it. ${changes}`,
      });
    },
    snapshot: async (launch) => snapshotOf((await checked(launch)).object),
    launch: async (launch) => {
      const { action, object, name } = await checked(launch);
      // A dry run under the same key must not be taken for the launch, should its answer be lost.
      dryRuns.delete(name.key);
      return change(name, object, () => changeFor(action, object, name.key));
    },
    follow,
    lookup: async (idempotencyKey, template) => {
      const key = labelOf(idempotencyKey);
      const dryRun = dryRuns.get(key);
      if (dryRun !== undefined) return dryRun;
      const known = templateFrom(template);
      for (const kind of kindsOf(known)) {
        for (const namespace of kind === 'node' ? [undefined] : settings.namespaces) {
          const [object] = await cluster.labelled(kind, namespace, keyName, key);
          if (object !== undefined) return jobFor({ template: known, place: placeOf(kind, object), key, isDryRun: false }, object);
        }
      }
      return undefined;
    },
    cancel: async (id) => {
      const { status } = await follow(id);
      const { place, key } = jobNameFrom(id);
      if (status === 'pending' || status === 'running') await cluster.annotate(place, cancelledName, key);
    },
    undo: async (launch, { jobId: pastId, snapshot }) => {
      const action = actionOf(launch, settings);
      const past = jobNameFrom(pastId);
      if (past.isDryRun || placeText(past.place) !== placeText(action.place) || past.template !== action.template)
        throw new InputError('That job was another one.', { reason: 'job' });
      const object = await present(cluster, action.place);
      const key = labelOf(launch.idempotencyKey);
      return change({ ...action, key, isDryRun: false }, object, () => undoFor(action, object, { run: past.key, undo: key }, snapshot));
    },
  };
};
