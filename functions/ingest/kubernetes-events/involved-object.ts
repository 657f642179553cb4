/** What an Event is about, in OpenTelemetry's words (https://opentelemetry.io/docs/specs/semconv/resource/k8s/). */
import { isObject, type JsonObject, textOf } from '#kernel/reading/json.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { AttributeDraft } from '#kernel/reading/values.ts';

export interface InvolvedObject {
  readonly kind: string;
  /** Empty for what is in no namespace: nodes, volumes. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** From `spec.containers{checkout}`; empty where the whole object is meant. */
  readonly container: string;
  readonly given: JsonObject;
}

/** Kinds with attributes of their own, by the middle of the attribute's name. */
const words: ReadonlyMap<string, string> = new Map([
  ['Pod', 'pod'],
  ['Node', 'node'],
  ['Namespace', 'namespace'],
  ['Deployment', 'deployment'],
  ['ReplicaSet', 'replicaset'],
  ['StatefulSet', 'statefulset'],
  ['DaemonSet', 'daemonset'],
  ['Job', 'job'],
  ['CronJob', 'cronjob'],
  ['ReplicationController', 'replicationcontroller'],
  ['HorizontalPodAutoscaler', 'hpa'],
  ['ResourceQuota', 'resourcequota'],
]);

/** Workloads whose name is the service's where no label says better (https://opentelemetry.io/docs/specs/semconv/non-normative/k8s-attributes/). */
const workloads: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job']);

/** Labels that name the service, the best first. Only exporters that look objects up send labels. */
const serviceLabels = ['app.kubernetes.io/name', 'app', 'k8s-app'];

/** `involvedObject` in core/v1, `regarding` in events.k8s.io/v1. */
export const involvedObjectOf = (event: JsonObject): InvolvedObject => {
  const given = event['involvedObject'] ?? event['regarding'];
  if (!isObject(given)) throw new ItemRefused('an Event needs an involvedObject (core/v1) or regarding (events.k8s.io/v1)');
  const kind = textOf(given['kind']);
  const name = textOf(given['name']);
  if (kind === '' || name === '') throw new ItemRefused('the object of an Event needs a kind and a name');
  const container = /^spec\.\w{1,40}\{([^{}]{1,253})\}$/.exec(textOf(given['fieldPath']))?.[1] ?? '';
  return { kind, namespace: textOf(given['namespace']), name, uid: textOf(given['uid']), container, given };
};

const serviceOf = ({ kind, name, given }: InvolvedObject): string => {
  const { labels } = given;
  for (const label of serviceLabels) {
    const value = isObject(labels) ? textOf(labels[label]) : '';
    if (value !== '') return value;
  }
  return workloads.has(kind) ? name : '';
};

/** The node that a kubelet speaks of is its own. */
const nodeOf = (event: JsonObject): string => {
  const source = event['source'] ?? event['deprecatedSource'];
  if (isObject(source) && source['component'] === 'kubelet' && textOf(source['host']) !== '') return textOf(source['host']);
  return event['reportingComponent'] === 'kubelet' || event['reportingController'] === 'kubelet' ? textOf(event['reportingInstance']) : '';
};

/** The object as a resource. */
export const resourceOf = (object: InvolvedObject, event: JsonObject): AttributeDraft => {
  const attributes: AttributeDraft = {};
  const set = (name: string, value: string): void => {
    if (value !== '') attributes[name] = value;
  };
  set('k8s.cluster.name', textOf(event['clusterName']));
  set('k8s.node.name', nodeOf(event));
  set('k8s.namespace.name', object.namespace);
  const word = words.get(object.kind);
  if (word !== undefined) {
    set(`k8s.${word}.name`, object.name);
    set(`k8s.${word}.uid`, object.uid);
  }
  set('k8s.container.name', object.container);
  set('service.name', serviceOf(object));
  return attributes;
};
