/** Who an event of AWS is about, in OpenTelemetry's words (https://opentelemetry.io/docs/specs/semconv/resource/cloud/). */
import { serviceOfNamespace } from '#kernel/reading/aws-namespace.ts';
import type { AttributeDraft } from '#kernel/reading/values.ts';

/** Dimensions of CloudWatch metrics that say who is meant, later ones giving way to earlier. */
const attributeOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['service', ['service.name']],
  ['Service', ['service.name']],
  ['ServiceName', ['service.name']],
  ['FunctionName', ['service.name', 'faas.name']],
  ['ApiName', ['service.name']],
  ['InstanceId', ['host.id']],
  ['PodName', ['k8s.pod.name']],
  ['Namespace', ['k8s.namespace.name']],
  ['NodeName', ['k8s.node.name']],
]);

export type Dimensions = ReadonlyMap<string, string>;

/** A resource of an account and a region; either may be empty, as may CloudWatch's namespace, which is the service where nothing says more. */
export const resourceOf = (
  account: string,
  region: string,
  dimensions: Dimensions = new Map(),
  namespace = '',
): { readonly attributes: AttributeDraft } => {
  const attributes: AttributeDraft = { 'cloud.provider': 'aws' };
  if (account !== '') attributes['cloud.account.id'] = account;
  if (region !== '') attributes['cloud.region'] = region;
  for (const [dimension, names] of attributeOf) {
    const value = dimensions.get(dimension) ?? '';
    for (const name of names) if (value !== '') attributes[name] ??= value;
  }
  const inCluster = attributes['k8s.pod.name'] ?? attributes['k8s.namespace.name'] ?? attributes['k8s.node.name'];
  if (attributes['service.name'] === undefined && inCluster === undefined) Object.assign(attributes, serviceOfNamespace(namespace));
  return { attributes };
};

/** Region and account out of `arn:aws:sns:eu-west-1:123456789012:topic`; empty where it is no ARN. */
export const partsOfArn = (arn: string): { readonly partition: string; readonly region: string; readonly account: string } => {
  const [scheme, partition = '', , region = '', account = ''] = arn.length > 2048 ? [] : arn.split(':', 6);
  return scheme === 'arn' ? { partition, region, account } : { partition: '', region: '', account: '' };
};
