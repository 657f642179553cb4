/** Who emitted a signal, in OpenTelemetry resource semantic conventions (https://opentelemetry.io/docs/specs/semconv/resource/). */
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/**
 * An attribute's value as OTLP's AnyValue. 64-bit integers outside JavaScript's safe range are their decimal digits as a
 * string; bytes are base64; NaN and infinities are the strings `NaN`, `Infinity`, `-Infinity`. All of it survives JSON.
 */
export type AttributeValue = string | number | boolean | null | readonly AttributeValue[] | { readonly [key: string]: AttributeValue };

/** By name, as OpenTelemetry's semantic conventions spell it. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Equal attributes, equal resource. */
export interface Resource {
  readonly attributes: Attributes;
  readonly schemaUrl?: string;
}

/** The instrumentation that spoke. */
export interface Scope {
  readonly name: string;
  readonly version?: string;
  readonly attributes?: Attributes;
}

/** Stable identity of a resource: 16 hex digits over its attributes, whatever their order. */
export const resourceId = (resource: Resource): string =>
  createHash('sha256').update(canonicalJson(resource.attributes)).digest('hex').slice(0, 16);

/** An attribute as text, or undefined where it is absent or not a scalar. */
export const attributeText = (attributes: Attributes, key: string): string | undefined => {
  const value = attributes[key];
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};
