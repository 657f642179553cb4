/** Decides what a request is: a signed call of an AWS service, a call to somewhere else on the internet, or one for the HTTP API. */
import type { EnvironmentEnd } from '../runtime/environment.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../service.ts';
import { AwsError } from '../service.ts';
import { type CredentialScope, credentialScope } from './credential-scope.ts';
import { type HttpRequest, type HttpResponse, jsonResponse } from './http-message.ts';

/** Answers a call in the service's stead, which may serve all of it, a part or nothing; undefined breaks the connection. */
type Meddler = (
  request: ServiceRequest,
  serve: (request: ServiceRequest) => Promise<ServiceResponse>,
) => Promise<ServiceResponse | undefined>;

/**
 * What becomes of a call: it is let be, its caller dies before or after it took effect or is not heard of until its time is over,
 * or somebody meddles with it.
 */
export type CallFate = 'proceed' | 'kill-before' | 'kill-after' | 'time-out-before' | 'time-out-after' | Meddler;

export interface FrontParts {
  readonly services: ReadonlyMap<string, Service>;
  readonly api: (request: HttpRequest, scope: CredentialScope | undefined) => Promise<HttpResponse>;
  /** undefined: the connection breaks instead of an answer. */
  readonly elsewhere: (request: HttpRequest, url: URL) => Promise<HttpResponse | undefined>;
  readonly fateOf: (call: { readonly accessKeyId: string; readonly service: string; readonly operation: string }) => CallFate;
  /** The service's own denial; undefined when the caller may. */
  readonly authorise: (service: string, request: ServiceRequest) => ServiceResponse | undefined;
  /** Ends the environment that runs under these credentials. */
  readonly kill: (accessKeyId: string, how: EnvironmentEnd) => Promise<void>;
  readonly nextRequestId: () => string;
  /** Hears of every call that was let in, with the service's answer, before the caller does; the answer waits for it. */
  readonly onExchange: (exchange: CallExchange) => void | Promise<void>;
}

/** A call of a service and what it answered. */
interface CallExchange {
  readonly service: string;
  readonly accessKeyId: string;
  readonly request: ServiceRequest;
  readonly response: ServiceResponse;
}

/** The service's answer to a caller who may call it. */
const handled = async (service: Service, request: ServiceRequest, { onExchange }: FrontParts): Promise<ServiceResponse> => {
  const response = await service.handle(request);
  await onExchange({ service: service.signingName, accessKeyId: request.accessKeyId, request, response });
  return response;
};

const callService = async (
  service: Service,
  request: ServiceRequest,
  parts: FrontParts,
  meddle: Meddler = (whole, serve) => serve(whole),
): Promise<HttpResponse | undefined> => {
  const requestId = parts.nextRequestId();
  const serve = async (part: ServiceRequest): Promise<ServiceResponse> =>
    parts.authorise(service.signingName, part) ?? (await handled(service, part, parts));
  try {
    const response = await meddle(request, serve);
    return response && { ...response, headers: { ...response.headers, 'x-amzn-requestid': requestId } };
  } catch (error) {
    const [code, status] = error instanceof AwsError ? [error.code, error.status] : ['InternalFailure', 500];
    const message = error instanceof Error ? error.message : String(error);
    return {
      ...jsonResponse(status, { __type: code, message }),
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId },
    };
  }
};

const toElsewhere = (request: HttpRequest, parts: FrontParts): Promise<HttpResponse | undefined> | undefined =>
  /^https?:\/\//.test(request.target) ? parts.elsewhere(request, new URL(request.target)) : undefined;

/** Answers a request; undefined when its caller was killed and no one waits for the answer. */
export const answerRequest = async (request: HttpRequest, parts: FrontParts): Promise<HttpResponse | undefined> => {
  const foreign = toElsewhere(request, parts);
  if (foreign) return foreign;
  const mark = request.target.indexOf('?');
  const path = mark < 0 ? request.target : request.target.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : request.target.slice(mark + 1));
  const scope = credentialScope(request.headers['authorization'], query);
  if (!scope || scope.service === 'execute-api') return parts.api(request, scope);
  const service = parts.services.get(scope.service);
  if (!service)
    return jsonResponse(400, {
      __type: 'UnknownOperationException',
      message: `The local cloud does not emulate the service '${scope.service}'.`,
    });
  const operation = request.headers['x-amz-target']?.split('.').at(-1) ?? '';
  const { accessKeyId } = scope;
  const fate = parts.fateOf({ accessKeyId, service: scope.service, operation });
  const { method, headers, body } = request;
  const call = { method, path, query, headers, body, operation, accessKeyId };
  if (typeof fate === 'function') return callService(service, call, parts, fate);
  if (fate === 'proceed') return callService(service, call, parts);
  if (fate === 'kill-after' || fate === 'time-out-after') await callService(service, call, parts);
  await parts.kill(accessKeyId, fate.startsWith('kill') ? 'exit' : 'timeout');
  return undefined;
};
