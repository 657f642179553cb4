/** HEC's metadata as a resource (https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#splunk-hec). */
import { isObject, type JsonObject } from '#kernel/reading/json.ts';
import { resourceFromLabels } from '#kernel/reading/label-resource.ts';
import type { AttributeDraft } from '#kernel/reading/values.ts';
import type { Resource } from '#kernel/resource.ts';

const attributeOf: readonly (readonly [string, string])[] = [
  ['host', 'host.name'],
  ['source', 'com.splunk.source'],
  ['sourcetype', 'com.splunk.sourcetype'],
  ['index', 'com.splunk.index'],
];

/** Makes resources; those that are equal are one object. Fields tell more of who it was, in dotted names or the usual ones. */
export const resourceMaker = (): ((metadata: JsonObject, fields?: unknown) => Resource) => {
  const known = new Map<string, Resource>();
  return (metadata, fields) => {
    const labels = Object.entries(isObject(fields) ? fields : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    const attributes: AttributeDraft = { ...resourceFromLabels(labels) };
    for (const [name, attribute] of attributeOf) {
      const value = metadata[name];
      if (typeof value === 'string' && value !== '') attributes[attribute] = value;
    }
    const key = JSON.stringify(attributes);
    const resource = known.get(key) ?? { attributes };
    known.set(key, resource);
    return resource;
  };
};
