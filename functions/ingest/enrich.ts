/** Completes what semantic conventions ask for and clients leave out. */
import type { Attributes, AttributeValue, Resource } from '#kernel/resource.ts';
import type { Signal } from '#kernel/signal.ts';

/** The resource with `service.name`, and `deployment.environment.name` where its older name is given. The same object when nothing is missing. */
const enrichResource = (resource: Resource): Resource => {
  const { attributes } = resource;
  const added: Record<string, AttributeValue> = {};
  const service = attributes['service.name'];
  if (service === undefined || service === '' || service === null) added['service.name'] = 'unknown_service';
  const older = attributes['deployment.environment'];
  if (older !== undefined && attributes['deployment.environment.name'] === undefined) added['deployment.environment.name'] = older;
  if (Object.keys(added).length === 0) return resource;
  const completed: Attributes = { ...attributes, ...added };
  return { ...resource, attributes: completed };
};

/** Completes signals of one request; resources are looked at once each. `receivedAt` (ms) stands in for a missing time. */
export const enricher = (receivedAt: number): ((signal: Signal) => Signal) => {
  const known = new Map<Resource, Resource>();
  const receivedNano = BigInt(receivedAt) * 1_000_000n;
  return (signal) => {
    let resource = known.get(signal.resource);
    if (resource === undefined) {
      resource = enrichResource(signal.resource);
      known.set(signal.resource, resource);
    }
    const { timeUnixNano } = signal;
    if (resource === signal.resource && timeUnixNano !== 0n) return signal;
    return { ...signal, resource, timeUnixNano: timeUnixNano === 0n ? receivedNano : timeUnixNano };
  };
};
