/** The HTTP API of API Gateway: routes of the template, payload format 2.0, and the gateway's own answers. */
import { integrationTimeoutMs, refuseBody, refuseHead, tooLarge } from '../quotas/http-api.ts';
import { requestTooLarge } from '../quotas/lambda.ts';
import type { InvokeResult } from '../service.ts';
import { type Bearer, readBearer } from './bearer-token.ts';
import type { CredentialScope } from './credential-scope.ts';
import { functionResponse } from './function-response.ts';
import { type HttpRequest, type HttpResponse, jsonResponse } from './http-message.ts';
import { matchRoute, type Route } from './match-route.ts';

export interface HttpApi {
  readonly id: string;
  readonly routes: readonly Route[];
}

/** What becomes of a request: it is served, or API Gateway answers something else: `instead` of serving it, or after it had been served. */
export type RequestFate = 'proceed' | { readonly answer: HttpResponse; readonly instead: boolean };

export interface HttpApiSurroundings {
  now(): number;
  nextRequestId(): string;
  /** Whether the function's policy lets API Gateway call it for a route. */
  mayInvoke(functionArn: string, sourceArn: string): boolean;
  invoke(functionArn: string, event: unknown): Promise<InvokeResult>;
  readonly account: string;
  readonly region: string;
}

/** Bodies of these types reach the function as text, all others as base64 [S]; so do encoded ones, as Application Load Balancers say they do [U]. */
const isTextual = (contentType = '', contentEncoding = 'identity'): boolean =>
  contentEncoding.trim().toLowerCase() === 'identity' &&
  /^(text\/.*|application\/(json|xml|javascript))$/.test(contentType.split(';')[0]?.trim().toLowerCase() ?? '');

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000`. */
const clfTime = (timeMs: number): string => {
  const [date = '', time = ''] = new Date(timeMs).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
};

const queryParameters = (rawQuery: string): Record<string, string> | undefined => {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQuery)) parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
  return rawQuery === '' ? undefined : parameters;
};

const callerOf = (scope: CredentialScope | undefined, account: string) => ({
  iam: {
    accessKey: scope?.accessKeyId ?? 'local',
    accountId: account,
    callerId: scope?.accessKeyId ?? 'local',
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: `arn:aws:iam::${account}:user/local`,
    userId: scope?.accessKeyId ?? 'local',
  },
});

/** What API Gateway names as the source of a call: the stage, the method and the path of the route [D]. */
const sourceArnOf = (api: HttpApi, { key }: Route, { region, account }: HttpApiSurroundings): string => {
  const [method = '', path = ''] = key === '$default' ? ['$default'] : key.split(' ');
  return `arn:aws:execute-api:${region}:${account}:${api.id}/$default/${method === 'ANY' ? '*' : method}${path}`;
};

interface Call {
  readonly request: HttpRequest;
  readonly api: HttpApi;
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly path: string;
  readonly rawQuery: string;
  readonly scope: CredentialScope | undefined;
  readonly bearer: Bearer | undefined;
}

const authorizerOf = ({ route, scope, bearer }: Call, account: string): Readonly<Record<string, unknown>> => {
  if (bearer !== undefined) return { authorizer: { jwt: bearer } };
  return route.authorization === 'AWS_IAM' ? { authorizer: callerOf(scope, account) } : {};
};

/** The event of payload format 2.0 [D]. */
const eventOf = (call: Call, around: HttpApiSurroundings): unknown => {
  const { request, api, route, pathParameters, path, rawQuery } = call;
  const { cookie, ...headers } = request.headers;
  const isText = isTextual(headers['content-type'], headers['content-encoding']);
  const domainName = headers['host'] ?? `${api.id}.execute-api.${around.region}.amazonaws.com`;
  const query = queryParameters(rawQuery);
  const now = around.now();
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: path,
    rawQueryString: rawQuery,
    ...(cookie === undefined ? {} : { cookies: cookie.split(';').map((one) => one.trim()) }),
    headers: { ...headers, 'content-length': String(request.body.length) },
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: around.account,
      apiId: api.id,
      ...authorizerOf(call, around.account),
      domainName,
      domainPrefix: domainName.split('.')[0] ?? api.id,
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: around.nextRequestId(),
      routeKey: route.key,
      stage: '$default',
      time: clfTime(now),
      timeEpoch: now,
    },
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    ...(request.body.length > 0 ? { body: request.body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
};

/** Answers one request as the deployed API would; callers on this machine pass every IAM authoriser. */
export const callHttpApi = async (
  request: HttpRequest,
  scope: CredentialScope | undefined,
  api: HttpApi | undefined,
  around: HttpApiSurroundings,
): Promise<HttpResponse> => {
  const refusedHead = refuseHead(request);
  if (refusedHead) return refusedHead;
  const [path = '/', rawQuery = ''] = request.target.split(/\?(.*)/s);
  const match = api && matchRoute(api.routes, request.method, path);
  if (!match) return jsonResponse(404, { message: 'Not Found' });
  const refusedBody = refuseBody(request);
  if (refusedBody) return refusedBody;
  const { route, pathParameters } = match;
  // To the caller it is any failed integration; the access log names the permission [D].
  if (!around.mayInvoke(route.functionArn, sourceArnOf(api, route, around))) return jsonResponse(500, { message: 'Internal Server Error' });
  const bearer = route.bearer && (await readBearer(request, route.bearer, around.now()));
  if (bearer !== undefined && 'refusal' in bearer) return bearer.refusal;
  const event = eventOf({ request, api, route, pathParameters, path, rawQuery, scope, bearer }, around);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), integrationTimeoutMs);
  });
  const result = await Promise.race([around.invoke(route.functionArn, event), late]);
  clearTimeout(timer);
  if (result === 'late') return jsonResponse(503, { message: 'Service Unavailable' });
  if (!result.ok && result.errorType === requestTooLarge) return tooLarge();
  // That the gateway's own 500 for a function that failed is mapped as the integration's status, too, is not documented [U].
  const response = result.ok ? functionResponse(result.payload) : jsonResponse(500, { message: 'Internal Server Error' });
  return { ...response, status: route.statuses?.get(response.status) ?? response.status };
};
