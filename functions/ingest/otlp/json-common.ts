/** Walks an OTLP/JSON request: request → resource → scope, all three signals alike. */

import { isObject, type JsonObject } from '#kernel/reading/json.ts';
import { ItemRefused, malformed } from '#kernel/reading/tally.ts';
import type { Draft } from '#kernel/reading/values.ts';
import type { Resource, Scope } from '#kernel/resource.ts';
import { attributes, list, text } from './json-values.ts';
import type { Held } from './protobuf-common.ts';

/** What is refused above the items would lose everything below it: the request as a whole is refused. */
const wholly = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof ItemRefused) throw malformed(`The request cannot be read: ${error.message}.`);
    throw error;
  }
};

const objects = (value: unknown, field: string): readonly JsonObject[] => {
  const items = list(value, field);
  for (const item of items) if (!isObject(item)) throw new ItemRefused(`${field} holds something that is not an object`);
  return items as readonly JsonObject[];
};

const resourceOf = (group: JsonObject, part: () => void): Resource => {
  const { resource } = group;
  const draft: Draft<Resource> = { attributes: isObject(resource) ? attributes(resource['attributes'], part) : {} };
  const url = text(group['schemaUrl'], 'schemaUrl');
  if (url !== '') draft.schemaUrl = url;
  return draft;
};

const scopeOf = (scope: unknown, part: () => void): Scope | undefined => {
  if (!isObject(scope)) return undefined;
  const name = text(scope['name'], 'scope name');
  const version = text(scope['version'], 'scope version');
  const entries = list(scope['attributes'], 'scope attributes');
  if (name === '' && version === '' && entries.length === 0) return undefined;
  const draft: Draft<Scope> = { name };
  if (version !== '') draft.version = version;
  if (entries.length > 0) draft.attributes = attributes(entries, part);
  return draft;
};

/** Hands each item with its resource and scope to `item`. `fields` are the three names, e.g. `resourceLogs`, `scopeLogs`, `logRecords`. */
export const walkRequest = (
  request: JsonObject,
  [ofResource, ofScope, items]: readonly [string, string, string],
  part: () => void,
  item: (value: JsonObject, held: Held) => void,
): void => {
  for (const group of wholly(() => objects(request[ofResource], ofResource))) {
    part();
    const resource = wholly(() => resourceOf(group, part));
    for (const inner of wholly(() => objects(group[ofScope], ofScope))) {
      part();
      const held: Held = { resource, scope: wholly(() => scopeOf(inner['scope'], part)) };
      for (const value of wholly(() => objects(inner[items], items))) {
        part();
        item(value, held);
      }
    }
  }
};
