/** Decides what a request is: a signed call of an AWS service, a call to somewhere else on the internet, or one for the HTTP API. */
import type { Service, ServiceRequest, ServiceResponse } from '../service.ts';
import { AwsError } from '../service.ts';
import { type CredentialScope, credentialScope } from './credential-scope.ts';
import { type HttpRequest, type HttpResponse, jsonResponse } from './http-message.ts';

/** What a test does to a call: let it be, or have the caller die before or after the call took effect. */
export type CallFate = 'proceed' | 'kill-before' | 'kill-after';

export interface FrontParts {
  readonly services: ReadonlyMap<string, Service>;
  readonly api: (request: HttpRequest, scope: CredentialScope | undefined) => Promise<HttpResponse>;
  /** undefined: the connection breaks instead of an answer. */
  readonly elsewhere: (request: HttpRequest, url: URL) => Promise<HttpResponse | undefined>;
  readonly fateOf: (call: { readonly accessKeyId: string; readonly service: string; readonly operation: string }) => CallFate;
  /** The service's own denial; undefined when the caller may. */
  readonly authorise: (service: string, request: ServiceRequest) => ServiceResponse | undefined;
  /** Ends the environment that runs under these credentials. */
  readonly kill: (accessKeyId: string) => Promise<void>;
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

const callService = async (service: Service, request: ServiceRequest, parts: FrontParts): Promise<HttpResponse> => {
  const requestId = parts.nextRequestId();
  try {
    const response = parts.authorise(service.signingName, request) ?? (await handled(service, request, parts));
    return { ...response, headers: { ...response.headers, 'x-amzn-requestid': requestId } };
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
  if (fate === 'kill-before') {
    await parts.kill(accessKeyId);
    return undefined;
  }
  const { method, headers, body } = request;
  const response = await callService(service, { method, path, query, headers, body, operation, accessKeyId }, parts);
  if (fate === 'proceed') return response;
  await parts.kill(accessKeyId);
  return undefined;
};
