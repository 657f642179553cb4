/** JSON values as workflows see them. */
import { Buffer } from 'node:buffer';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The type's name in AWS's error texts. */
export const typeName = (value: Json): 'null' | 'array' | 'object' | 'boolean' | 'number' | 'string' =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : (typeof value as 'object' | 'boolean' | 'number' | 'string');

/** Deep equality of JSON values. */
export function sameJson(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (Array.isArray(left))
    return Array.isArray(right) && left.length === right.length && left.every((item, at) => sameJson(item, right[at] ?? null));
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => key in right && sameJson(left[key] ?? null, right[key] ?? null));
}

/** A payload or result may have 256 KiB as UTF-8 (AWS Step Functions quotas, "Maximum input or output size"). [D] */
export const PAYLOAD_LIMIT_BYTES = 262_144;

export const byteLength = (value: Json): number => Buffer.byteLength(JSON.stringify(value));
