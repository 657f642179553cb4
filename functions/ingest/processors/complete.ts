/**
 * Completes a resource where its attributes leave no doubt. `service.name` by OpenTelemetry's rules for Kubernetes
 * (https://opentelemetry.io/docs/specs/semconv/non-normative/k8s-attributes/).
 */
import type { AttributeDraft } from '#kernel/reading/values.ts';
import type { Attributes } from '#kernel/resource.ts';

/** Kubernetes draws names from these: no vowels, and nothing that reads like another (k8s.io/apimachinery, util/rand). */
const drawn = '[bcdfghjklmnpqrstvwxz2456789]';
const ofDeployment = new RegExp(`^((.{1,200})-${drawn}{8,10})-${drawn}{5}$`);
const ofCronJob = new RegExp(`^((.{1,200})-\\d{8})-${drawn}{5}$`);

/** Where a service's name is taken from, the first that is there. */
const serviceNames = [
  ...['k8s.deployment.name', 'k8s.replicaset.name', 'k8s.statefulset.name', 'k8s.daemonset.name', 'k8s.cronjob.name', 'k8s.job.name'],
  ...['k8s.pod.name', 'k8s.container.name'],
];

const arn = /^arn:(?:aws|aws-cn|aws-us-gov):[a-z0-9-]+:([a-z0-9-]*):(\d{12})?:/;

const text = (attributes: Attributes, name: string): string | undefined => {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Whether nobody gave a name: SDKs then say `unknown_service` themselves. */
const isUnnamed = (service: string | undefined): boolean => service === undefined || /^unknown_service(?::|$)/.test(service);

/** What is to be added to a resource; empty for nothing. */
export const completions = (attributes: Attributes): AttributeDraft => {
  const added: AttributeDraft = {};
  const known = (name: string): string | undefined => text(added, name) ?? text(attributes, name);
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '' && !Object.hasOwn(attributes, name)) added[name] = value;
  };
  const pod = known('k8s.pod.name');
  if (pod !== undefined && pod.length <= 253) {
    const [, job, cronJob] = ofCronJob.exec(pod) ?? [];
    const [, replicaSet, deployment] = job === undefined ? (ofDeployment.exec(pod) ?? []) : [];
    add('k8s.job.name', job);
    add('k8s.cronjob.name', cronJob);
    add('k8s.replicaset.name', replicaSet);
    add('k8s.deployment.name', deployment);
  }
  add('host.name', known('k8s.node.name'));
  const [, region, account] = arn.exec(known('cloud.resource_id') ?? '') ?? [];
  if (region !== undefined) {
    add('cloud.provider', 'aws');
    add('cloud.region', region);
    add('cloud.account.id', account);
  }
  const service = serviceNames.map(known).find((name) => name !== undefined);
  if (service !== undefined && isUnnamed(known('service.name'))) {
    added['service.name'] = service;
    add('service.namespace', known('k8s.namespace.name'));
  }
  return added;
};
