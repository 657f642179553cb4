/** The contract of a service's table: which permissions a wire request needs, and how the service words a denial. */
import type { Buffer } from 'node:buffer';
import type { ServiceRequest, ServiceResponse } from '../../service.ts';

/** One (action, resource) a request needs. */
export interface NeededPermission {
  /** `s3:PutObject`. */
  readonly action: string;
  /** The request's own resource; `*` for actions that know none. */
  readonly resource: string;
  /** The resource as a policy would name it, when it is not the request's own: `arn:aws:s3:::bucket/*`. */
  readonly grant?: string;
  /** Condition keys of the request by lower-case name: `dynamodb:leadingkeys`. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** Where resources live, and what requests do not say themselves. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** Task tokens and secrets' names are known to their services only. */
  machineOfToken(token: string): string | undefined;
  secretArn(id: string): string | undefined;
  /** The role that a start of Automation would have it assume. */
  automationRole(start: Input): string | undefined;
  /** Whether the bucket is there and the object is not. */
  lacksObject(bucket: string, key: string): boolean;
}

export interface ServiceActions {
  readonly signingName: string;
  /** Empty when nothing is to be allowed: the service itself refuses the request. */
  needed(request: ServiceRequest, place: Place): readonly NeededPermission[];
  /** `message` is AWS's sentence about the denial. */
  denial(message: string, permission: NeededPermission): ServiceResponse;
  /** The same about the key the resource is encrypted with, where the service words it in another way. */
  keyDenial?(message: string, permission: NeededPermission): ServiceResponse;
}

export type Input = Readonly<Record<string, unknown>>;

/** A request's body is read by whoever checks it and by the meter: parsed once. */
const parsed = new WeakMap<Buffer, Input>();

/** The JSON body; empty when it is none (CBOR, too): then the resource is unknown and the service says what is wrong. */
export const inputOf = ({ body }: { readonly body: Buffer }): Input => {
  const known = parsed.get(body);
  if (known) return known;
  const input = parse(body);
  parsed.set(body, input);
  return input;
};

const parse = (body: Buffer): Input => {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Input) : {};
  } catch {
    return {};
  }
};

export const textOf = (input: Input, name: string): string | undefined => {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
};

export const objectOf = (input: Input, name: string): Input => {
  const value = input[name];
  return typeof value === 'object' && value !== null ? (value as Input) : {};
};

interface JsonDenial {
  readonly version: '1.0' | '1.1';
  readonly type: string;
  readonly status: number;
  readonly messageName?: 'message' | 'Message';
  readonly headers?: Readonly<Record<string, string>>;
}

/** A denial of AWS's JSON protocols. */
export const jsonDenial =
  ({ version, type, status, messageName = 'Message', headers = {} }: JsonDenial) =>
  (message: string): ServiceResponse => ({
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, ...headers },
    body: JSON.stringify({ __type: type, [messageName]: message }),
  });
