/** Resource, scope and attribute values from protobuf (opentelemetry/proto/common/v1/common.proto, resource/v1/resource.proto). */

import { maxAttributes, maxValueDepth } from '#kernel/reading/limits.ts';
import { ItemRefused, malformed } from '#kernel/reading/tally.ts';
import { type AttributeDraft, type Draft, doubleValue, setAttribute, tooManyAttributes } from '#kernel/reading/values.ts';
import type { WireReader } from '#kernel/reading/wire-reader.ts';
import type { AttributeValue, Resource, Scope } from '#kernel/resource.ts';

const readArray = (r: WireReader, end: number, depth: number): AttributeValue[] => {
  const items: AttributeValue[] = [];
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x0a) items.push(readValue(r, r.block(end), depth));
    else r.skip(tag, end);
  }
  r.close(end);
  return items;
};

const readMap = (r: WireReader, end: number, depth: number): AttributeDraft => {
  const map: AttributeDraft = {};
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x0a) readAttribute(r, r.block(end), map, depth);
    else r.skip(tag, end);
  }
  r.close(end);
  return map;
};

/** An AnyValue; null when it is empty. */
export const readValue = (r: WireReader, end: number, depth = 0, prose = false): AttributeValue => {
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

/** A KeyValue into `attributes`; a key that comes twice keeps its last value. */
const readAttribute = (r: WireReader, end: number, attributes: AttributeDraft, depth = 0): void => {
  let key = '';
  let value: AttributeValue = null;
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x0a) key = r.key(end);
    else if (tag === 0x12) value = readValue(r, r.block(end), depth);
    else r.skip(tag, end);
  }
  r.close(end);
  setAttribute(attributes, key, value);
};

/** A StringKeyValue, as OTLP had them up to 0.8 in metrics' points. */
const readLabel = (r: WireReader, end: number, attributes: AttributeDraft): void => {
  let key = '';
  let value = '';
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x0a) key = r.key(end);
    else if (tag === 0x12) value = r.text(end);
    else r.skip(tag, end);
  }
  r.close(end);
  setAttribute(attributes, key, value);
};

/** The attributes of one item, read one by one; ItemRefused when there are too many. */
export class Attributed {
  readonly attributes: AttributeDraft = {};
  count = 0;

  read(r: WireReader, end: number): void {
    this.counted();
    readAttribute(r, r.block(end), this.attributes);
  }

  readLabel(r: WireReader, end: number): void {
    this.counted();
    readLabel(r, r.block(end), this.attributes);
  }

  private counted(): void {
    this.count += 1;
    if (this.count > maxAttributes) throw tooManyAttributes();
  }
}

/** What a refused resource or scope means: everything under it would be lost, so the request as a whole is refused. */
const wholly = <T>(what: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof ItemRefused) throw malformed(`A ${what} has ${error.message}.`);
    throw error;
  }
};

const readResourceAttributes = (r: WireReader, end: number): AttributeDraft => {
  const attributed = new Attributed();
  while (r.position < end) {
    const tag = r.tag();
    if (tag !== 0x0a) {
      r.skip(tag, end);
      continue;
    }
    attributed.read(r, end);
  }
  r.close(end);
  return attributed.attributes;
};

const readScopeFields = (r: WireReader, end: number): Scope | undefined => {
  const scope: Draft<Scope> = { name: '' };
  const attributed = new Attributed();
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
        attributed.read(r, end);
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.close(end);
  if (scope.version === '') delete scope.version;
  if (attributed.count > 0) scope.attributes = attributed.attributes;
  return scope.name === '' && scope.version === undefined && attributed.count === 0 ? undefined : scope;
};

export interface Held {
  readonly resource: Resource;
  readonly scope: Scope | undefined;
}

/**
 * Walks request → resource → scope, all three signals alike (field 1 the owner, 2 what it holds, 3 the schema URL), and hands
 * each item to `item`, with the reader before it; `item` reads exactly to `end`. Fields may come in any order.
 */
export const readRequest = (r: WireReader, item: (end: number, held: Held) => void): void => {
  const total = r.bytes.length;
  while (r.position < total) {
    const tag = r.tag();
    if (tag === 0x0a) readResourceGroup(r, r.block(total), item);
    else r.skip(tag, total);
  }
  r.close(total);
};

const readResourceGroup = (r: WireReader, end: number, item: (end: number, held: Held) => void): void => {
  r.part();
  const start = r.position;
  const resource: Draft<Resource> = { attributes: {} };
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x0a) {
      const stop = r.block(end);
      resource.attributes = wholly('resource', () => readResourceAttributes(r, stop));
    } else if (tag === 0x1a) {
      const url = r.text(end);
      if (url !== '') resource.schemaUrl = url;
    } else r.skip(tag, end);
  }
  r.close(end);
  r.position = start;
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x12) readScopeGroup(r, r.block(end), resource, item);
    else r.skip(tag, end);
  }
};

const readScopeGroup = (r: WireReader, end: number, resource: Resource, item: (end: number, held: Held) => void): void => {
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
