/** What each template changes in an object, what is said of it beforehand, what is remembered of the time before, and what takes it back. */
import * as z from 'zod';
import { InputError } from '#kernel/errors.ts';
import type { Preview } from '#kernel/target.ts';
import { type Action, placeText } from './action.ts';
import { type ClusterObject, keyName } from './wire.ts';

const templateKey = ({ spec }: ClusterObject): string | undefined => spec.template?.metadata?.annotations?.[keyName];
const podsMarked = (key: string | null) => ({ template: { metadata: { annotations: { [keyName]: key } } } });

/** A patch of `spec`, of this very version of the object: between reading and patching nobody else came. The label is how the change is found again. */
const patchOf = (object: ClusterObject, key: string, spec: object): object => ({
  metadata: { resourceVersion: object.metadata.resourceVersion, labels: { [keyName]: key } },
  spec,
});

/** New pods follow from a new annotation of their template, as with `kubectl rollout restart`. The key is it: the same change twice is one. */
export const changeFor = ({ template, replicas }: Action, object: ClusterObject, key: string): object => {
  if (template === 'restart') return patchOf(object, key, podsMarked(key));
  if (template === 'scale') return patchOf(object, key, { replicas });
  return patchOf(object, key, { unschedulable: template === 'cordon' });
};

/** InputError where a restart would replace nothing. */
export const checkRestartable = ({ template }: Action, { spec }: ClusterObject): void => {
  if (template !== 'restart') return;
  if (spec.paused === true) throw new InputError('The deployment’s rollouts are paused: resume them first.', { reason: 'paused' });
  if (spec.updateStrategy?.type === 'OnDelete')
    throw new InputError('Its pods are replaced only when somebody deletes them (OnDelete).', { reason: 'on_delete' });
};

const changesText = ({ template, place, replicas }: Action, { spec, status }: ClusterObject): string => {
  const where = placeText(place);
  const pods = place.kind === 'daemonset' ? status.desiredNumberScheduled : (spec.replicas ?? 1);
  if (template === 'scale') return `Scales ${where} from ${pods} to ${replicas} pods.`;
  if (template === 'cordon')
    return `Lets ${where} take no new pods${spec.unschedulable === true ? ', as already now' : ''}; those on it stay.`;
  if (template === 'uncordon') return `Lets ${where} take new pods${spec.unschedulable === true ? '' : ', as already now'}.`;
  const how = spec.strategy?.type === 'Recreate' ? 'all at once, so it is down meanwhile' : 'step by step';
  return `Replaces the ${pods} pods of ${where}, ${how}.`;
};

export const previewOf = (action: Action, object: ClusterObject): Preview => ({
  changes: changesText(action, object),
  touches: [placeText(action.place)],
});

const snapshotSchema = z.object({
  /** The mark of the pods' template. */
  key: z.string().nullable(),
  replicas: z.number().int().nonnegative().nullable(),
  /** A deployment's revision, for people. */
  revision: z.string().nullable(),
  unschedulable: z.boolean(),
});

/** JSON; short. */
export const snapshotOf = (object: ClusterObject): string =>
  JSON.stringify({
    key: templateKey(object) ?? null,
    replicas: object.spec.replicas ?? null,
    revision: object.metadata.annotations?.['deployment.kubernetes.io/revision']?.slice(0, 20) ?? null,
    unschedulable: object.spec.unschedulable === true,
  } satisfies z.infer<typeof snapshotSchema>);

const before = (snapshot: string | undefined): z.infer<typeof snapshotSchema> => {
  try {
    return snapshotSchema.parse(JSON.parse(snapshot ?? ''));
  } catch {
    throw new InputError('What was there before is not known.', { reason: 'no_snapshot' });
  }
};

/** Whether the object is still as the run left it. */
const isAsLeft = ({ template, replicas }: Action, object: ClusterObject, runKey: string): boolean => {
  if (object.metadata.labels?.[keyName] !== runKey) return false;
  if (template === 'restart') return templateKey(object) === runKey;
  return template === 'scale' ? object.spec.replicas === replicas : (object.spec.unschedulable === true) === (template === 'cordon');
};

/**
 * What brings the time before back. A restart's is the template of then: pods of it that still run stay, and those that came are replaced.
 * InputError when somebody changed the object since: theirs is not ours to take back.
 */
export const undoFor = (
  action: Action,
  object: ClusterObject,
  keys: { readonly run: string; readonly undo: string },
  snapshot: string | undefined,
): object => {
  const { key, replicas, unschedulable } = before(snapshot);
  if (!isAsLeft(action, object, keys.run))
    throw new InputError('It was changed since: taking it back would take that back, too.', { reason: 'changed_since' });
  if (action.template === 'restart') return patchOf(object, keys.undo, podsMarked(key));
  return patchOf(object, keys.undo, action.template === 'scale' ? { replicas } : { unschedulable });
};
