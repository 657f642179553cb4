/** AWS's JSON protocols: reads a request's body, answers in JSON, and shapes errors with `__type`. */
import type { Buffer } from 'node:buffer';
import { AwsError, type ServiceRequest, type ServiceResponse } from '../service.ts';

export type Body = Readonly<Record<string, unknown>>;
export type Operation = (input: Body) => unknown;

export interface JsonWire {
  readonly contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  /** Put before the error's code: `com.amazonaws.sqs#`. */
  readonly errorNamespace?: string;
  /** Further headers of an error. */
  errorHeaders?(error: AwsError): Readonly<Record<string, string>>;
}

/** An error that carries more than its message. */
export class DetailedAwsError extends AwsError {
  readonly details: Body;

  constructor(code: string, message: string, details: Body, status = 400) {
    super(code, message, status);
    this.details = details;
  }
}

function parseBody(body: Buffer): Body {
  if (body.length === 0) return {};
  const value: unknown = JSON.parse(body.toString());
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SyntaxError('not an object');
  return value as Body;
}

/** Runs one operation; errors other than AwsError are bugs and pass through. */
export async function answer(
  request: ServiceRequest,
  operations: Readonly<Record<string, Operation>>,
  wire: JsonWire,
): Promise<ServiceResponse> {
  const headers = { 'content-type': wire.contentType };
  try {
    const operation = Object.hasOwn(operations, request.operation) ? operations[request.operation] : undefined;
    if (!operation) throw new AwsError('UnknownOperationException', `The operation '${request.operation}' is not emulated locally`);
    let input: Body;
    try {
      input = parseBody(request.body);
    } catch {
      throw new AwsError('SerializationException', 'The request body is not a JSON object');
    }
    return { status: 200, headers, body: JSON.stringify((await operation(input)) ?? {}) };
  } catch (problem) {
    return refusal(problem, wire);
  }
}

/** An AwsError as the service says it; other errors pass through. */
export function refusal(problem: unknown, wire: JsonWire): ServiceResponse {
  if (!(problem instanceof AwsError)) throw problem;
  const details = problem instanceof DetailedAwsError ? problem.details : {};
  return {
    status: problem.status,
    headers: { 'content-type': wire.contentType, ...wire.errorHeaders?.(problem) },
    body: JSON.stringify({ __type: `${wire.errorNamespace ?? ''}${problem.code}`, message: problem.message, ...details }),
  };
}

/** A required string member; AWS's ValidationException otherwise. */
export function text(input: Body, name: string): string {
  const value = input[name];
  if (typeof value !== 'string')
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}

export const optionalText = (input: Body, name: string): string | undefined => {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
};

export const optionalNumber = (input: Body, name: string): number | undefined => {
  const value = input[name];
  return typeof value === 'number' ? value : undefined;
};

export const objects = (input: Body, name: string): readonly Body[] => {
  const value = input[name];
  return Array.isArray(value) ? value.filter((item): item is Body => typeof item === 'object' && item !== null) : [];
};
