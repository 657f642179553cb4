/** Who emits the metrics of a namespace of CloudWatch. */
import type { AttributeDraft } from './values.ts';

/** `AWS/EC2` is the service EC2 in the namespace AWS, as the Collector's Firehose receiver has it; a namespace of one's own is a service. */
export const serviceOfNamespace = (namespace: string): AttributeDraft => {
  const [, space, name] = /^([^/]+)\/(.+)$/.exec(namespace) ?? [];
  if (space !== undefined && name !== undefined) return { 'service.namespace': space, 'service.name': name };
  return namespace === '' ? {} : { 'service.name': namespace };
};
