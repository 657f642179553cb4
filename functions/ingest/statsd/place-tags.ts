/** Which tags speak of the emitter, in OpenTelemetry's words; the rest are attributes. */
import { resourceAttributeOf, resourceFromLabels } from '#kernel/reading/label-resource.ts';
import { type AttributeDraft, setAttribute } from '#kernel/reading/values.ts';
import type { Attributes, Resource } from '#kernel/resource.ts';
import { tagMap } from './sections.ts';

export interface Placed {
  readonly resource: Resource;
  readonly attributes: Attributes;
}

/** Tags are sorted; `container` is the container's id, or empty. */
export type PlaceTags = (tags: readonly string[], container: string) => Placed;

/** Datadog's tags for what has a name already (https://docs.datadoghq.com/getting_started/tagging/unified_service_tagging/). */
const datadogTags: ReadonlyMap<string, string> = new Map([
  ['version', 'service.version'],
  ['pod_name', 'k8s.pod.name'],
  ['kube_namespace', 'k8s.namespace.name'],
  ['kube_deployment', 'k8s.deployment.name'],
]);

/** Resource attributes and what is left, of tags by key. */
export const placeTagMap = (
  tags: ReadonlyMap<string, string>,
  container: string,
): { resource: AttributeDraft; attributes: AttributeDraft } => {
  const resource: AttributeDraft = { ...resourceFromLabels([...tags].filter(([key]) => key !== 'instance')) };
  const attributes: AttributeDraft = {};
  for (const [key, value] of tags) {
    const datadog = datadogTags.get(key);
    if (datadog !== undefined && value !== '' && resource[datadog] === undefined) resource[datadog] = value;
    else if (value === '' || key === 'instance' || resource[resourceAttributeOf(key) ?? ''] !== value) setAttribute(attributes, key, value);
  }
  if (container !== '') resource['container.id'] = container;
  return { resource, attributes };
};

/** For the lines of one request: equal tags give the same resource. */
export const createTagPlacer = (): PlaceTags => {
  const resources = new Map<string, Resource>();
  return (tags, container) => {
    const placed = placeTagMap(tagMap(tags), container);
    const identity = JSON.stringify(placed.resource);
    let resource = resources.get(identity);
    if (resource === undefined) {
      resource = { attributes: placed.resource };
      resources.set(identity, resource);
    }
    return { resource, attributes: placed.attributes };
  };
};
