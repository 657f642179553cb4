/** Resource, scope and attribute values from protobuf (opentelemetry/proto/common/v1/common.proto, resource/v1/resource.proto). */

import { maxValueDepth } from '#kernel/reading/limits.ts';
import { ItemRefused, malformed } from '#kernel/reading/tally.ts';
import { type AttributeDraft, type Draft, doubleValue, setAttribute } from '#kernel/reading/values.ts';
import type { AttributeValue, Resource, Scope } from '#kernel/resource.ts';
import type { OtlpReader } from './otlp-reader.ts';

const readArray = (r: OtlpReader, end: number, depth: number): AttributeValue[] => {
  const items: AttributeValue[] = [];
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x0a) items.push(readValue(r, r.block(end), depth));
    else r.skip(tag, end);
  }
  r.close(end);
  return items;
};

const readMap = (r: OtlpReader, end: number, depth: number): AttributeDraft => {
  const map: AttributeDraft = {};
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x0a) readEntry(r, r.block(end), map, depth);
    else r.skip(tag, end);
  }
  r.close(end);
  return map;
};

/** An AnyValue; null when it is empty. */
export const readValue = (r: OtlpReader, end: number, depth = 0, prose = false): AttributeValue => {
  if (depth > 0) r.part();
  if (depth > maxValueDepth) throw new ItemRefused(`values nested deeper than ${maxValueDepth}`);
  let value: AttributeValue = null;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x0a: // string_value
        value = prose ? r.prose(end) : r.text(end);
        break;
      case 0x10: // bool_value
        value = r.varint() !== 0 || r.high !== 0;
        break;
      case 0x18: // int_value
        value = r.int64();
        break;
      case 0x21: // double_value
        value = doubleValue(r.double());
        break;
      case 0x2a: // array_value
        value = readArray(r, r.block(end), depth + 1);
        break;
      case 0x32: // kvlist_value
        value = readMap(r, r.block(end), depth + 1);
        break;
      case 0x3a: // bytes_value
        value = r.base64(end);
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  return value;
};

/** A KeyValue of a map into `map`; a key that comes twice keeps its last value. */
const readEntry = (r: OtlpReader, end: number, map: AttributeDraft, depth: number): void => {
  let key = '';
  let value: AttributeValue = null;
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x0a) key = r.key(end);
    else if (tag === 0x12) value = readValue(r, r.block(end), depth);
    else r.skip(tag, end);
  }
  r.close(end);
  setAttribute(map, key, value);
};

/** What a refused resource or scope means: everything under it would be lost, so the request as a whole is refused. */
const wholly = <T>(what: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof ItemRefused) throw malformed(`A ${what} has ${error.message}.`);
    throw error;
  }
};

const readResourceAttributes = (r: OtlpReader, end: number): AttributeDraft => {
  const attributes = r.innerAttributes;
  attributes.begin();
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x0a) attributes.read(r, end);
    else r.skip(tag, end);
  }
  r.close(end);
  return attributes.take();
};

const readScopeFields = (r: OtlpReader, end: number): Scope | undefined => {
  const scope: Draft<Scope> = { name: '' };
  const attributes = r.innerAttributes;
  attributes.begin();
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 0x0a:
        scope.name = r.text(end);
        break;
      case 0x12:
        scope.version = r.text(end);
        break;
      case 0x1a:
        attributes.read(r, end);
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  if (scope.version === '') delete scope.version;
  if (attributes.count > 0) scope.attributes = attributes.take();
  return scope.name === '' && scope.version === undefined && scope.attributes === undefined ? undefined : scope;
};

export interface Held {
  readonly resource: Resource;
  readonly scope: Scope | undefined;
}

/**
 * Walks request → resource → scope, all three signals alike (field 1 the owner, 2 what it holds, 3 the schema URL), and hands
 * each item to `item`, with the reader before it; `item` reads exactly to `end`. Fields may come in any order.
 */
export const readRequest = (r: OtlpReader, item: (end: number, held: Held) => void): void => {
  const total = r.bytes.length;
  while (r.position < total) {
    const tag = r.tag();
    if (tag === 0x0a) readResourceGroup(r, r.block(total), item);
    else r.skip(tag, total);
  }
  r.close(total);
};

const readResourceGroup = (r: OtlpReader, end: number, item: (end: number, held: Held) => void): void => {
  r.part();
  const start = r.position;
  const resource: Draft<Resource> = { attributes: {} };
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x0a) {
      const stop = r.block(end);
      resource.attributes = wholly('resource', () => readResourceAttributes(r, stop));
    } else if (tag === 0x1a) {
      resource.schemaUrl = r.text(end);
    } else r.skip(tag, end);
  }
  r.close(end);
  if (resource.schemaUrl === '') delete resource.schemaUrl;
  r.position = start;
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x12) readScopeGroup(r, r.block(end), resource, item);
    else r.skip(tag, end);
  }
};

const readScopeGroup = (r: OtlpReader, end: number, resource: Resource, item: (end: number, held: Held) => void): void => {
  r.part();
  const start = r.position;
  let scope: Scope | undefined;
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x0a) {
      const stop = r.block(end);
      scope = wholly('scope', () => readScopeFields(r, stop));
    } else r.skip(tag, end);
  }
  r.close(end);
  r.position = start;
  const held: Held = { resource, scope };
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x12) {
      const stop = r.block(end);
      r.part();
      item(stop, held);
      r.position = stop;
    } else r.skip(tag, end);
  }
};
