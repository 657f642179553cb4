/** Completes what semantic conventions ask for and clients leave out, and changes resources as the policy says. */
import { onceEach } from '#kernel/once-each.ts';
import type { AttributeDraft } from '#kernel/reading/values.ts';
import type { Attributes, Resource } from '#kernel/resource.ts';
import type { Signal } from '#kernel/signal.ts';
import type { Processors } from './processors/process.ts';

type ChangeAttributes = (attributes: Attributes) => Attributes;

/** The resource with `service.name`, and `deployment.environment.name` where its older name is given. The same object when nothing is missing. */
const enrichResource = (resource: Resource, change: ChangeAttributes): Resource => {
  let { attributes } = resource;
  const older = attributes['deployment.environment'];
  if (older !== undefined && attributes['deployment.environment.name'] === undefined)
    attributes = { ...attributes, 'deployment.environment.name': older } satisfies AttributeDraft;
  attributes = change(attributes);
  const service = attributes['service.name'];
  if (service === undefined || service === '' || service === null) attributes = { ...attributes, 'service.name': 'unknown_service' };
  return attributes === resource.attributes ? resource : { ...resource, attributes };
};

/** Completes signals of one request; resources are looked at once each. `receivedAt` (ms) stands in for a missing time. */
export const enricher = (receivedAt: number, processors: Processors, digest: (text: string) => string): ((signal: Signal) => Signal) => {
  const receivedNano = BigInt(receivedAt) * 1_000_000n;
  const change: ChangeAttributes = (attributes) => processors.resource(attributes, digest);
  const enriched = onceEach((resource: Resource) => enrichResource(resource, change));
  return (signal) => {
    const resource = enriched(signal.resource);
    const { timeUnixNano } = signal;
    if (resource === signal.resource && timeUnixNano !== 0n) return signal;
    return { ...signal, resource, timeUnixNano: timeUnixNano === 0n ? receivedNano : timeUnixNano };
  };
};
