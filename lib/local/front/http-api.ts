/** The HTTP API of API Gateway: routes of the template, payload format 2.0, and the gateway's own answers. */
import { integrationTimeoutMs, refuseBody, refuseHead, tooLarge } from '../quotas/http-api.ts';
import { requestTooLarge } from '../quotas/lambda.ts';
import type { InvokeResult } from '../service.ts';
import { readBearer } from './bearer-token.ts';
import type { CredentialScope } from './credential-scope.ts';
import type { ClientCertificate } from './domain-server.ts';
import { functionResponse } from './function-response.ts';
import { type HttpRequest, type HttpResponse, jsonResponse } from './http-message.ts';
import { matchRoute, type Route } from './match-route.ts';
import { askAuthorizer } from './request-authorizer.ts';
import { isSignedWith, type SigningKey } from './signature.ts';

export interface HttpApi {
  readonly id: string;
  readonly routes: readonly Route[];
}

/** What becomes of a request: it is served, or API Gateway answers something else: `instead` of serving it, or after it had been served. */
export type RequestFate = 'proceed' | { readonly answer: HttpResponse; readonly instead: boolean };

/** Callers on this machine pass as the agent and the user `local`, unless they are to be judged as the deployed API judges them. */
export type Judging = 'local' | 'as-deployed';

export interface HttpApiSurroundings {
  readonly judging: Judging;
  /** Whose signature counts at signed routes, where callers are judged as deployed. */
  readonly signingKey: SigningKey | undefined;
  now(): number;
  nextRequestId(): string;
  /** Whether the function's policy lets API Gateway call it for a route. */
  mayInvoke(functionArn: string, sourceArn: string): boolean;
  invoke(functionArn: string, event: unknown): Promise<InvokeResult>;
  readonly account: string;
  readonly region: string;
  /** What the caller showed at a domain that asks for it. */
  readonly certificate: ClientCertificate | undefined;
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
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const before = parameters.get(name);
    parameters.set(name, before === undefined ? value : `${before},${value}`);
  }
  return rawQuery === '' ? undefined : Object.fromEntries(parameters);
};

const signer = (scope: CredentialScope | undefined, account: string) => ({
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
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What is known of the caller: `requestContext.authorizer`. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
}

/** Without a key that anybody could have signed with, nobody has. */
const isSigned = (request: HttpRequest, { judging, signingKey, now }: HttpApiSurroundings): boolean =>
  judging === 'local' || (signingKey !== undefined && isSignedWith(request, signingKey, now()));

/** Who calls, as the function is told; or the gateway's own refusal. */
const callerOf = async (
  call: Call,
  around: HttpApiSurroundings,
): Promise<Pick<Call, 'authorizer'> | { readonly refusal: HttpResponse }> => {
  const { route, request, scope, rawQuery, api } = call;
  if (route.bearer !== undefined) {
    if (around.judging === 'local' && request.headers['authorization'] === undefined)
      return { authorizer: { jwt: { claims: { sub: 'local' }, scopes: null } } };
    const bearer = await readBearer(request, route.bearer, around.now());
    return 'refusal' in bearer ? bearer : { authorizer: { jwt: bearer } };
  }
  if (route.authorization === 'AWS_IAM')
    return isSigned(request, around)
      ? { authorizer: signer(scope, around.account) }
      : { refusal: jsonResponse(403, { message: 'Forbidden' }) };
  if (route.authorizer === undefined) return {};
  if (around.judging === 'local') return { authorizer: { lambda: { agent: 'local' } } };
  const routeArn = sourceArnOf(api, route, around);
  const authorisersArn = `arn:aws:execute-api:${around.region}:${around.account}:${api.id}/authorizers`;
  const said = await askAuthorizer(
    { request, authorizer: route.authorizer, routeKey: route.key, rawQuery, routeArn, shared: headOf(call, around) },
    { ...around, mayInvoke: (functionArn, id) => around.mayInvoke(functionArn, `${authorisersArn}/${id}`) },
  );
  return 'refusal' in said ? said : { authorizer: { lambda: said.context } };
};

/** What both events of a request begin with: the authoriser's, and that of the function behind the route. */
const headOf = (call: Call, around: HttpApiSurroundings) => {
  const { request, api, route, pathParameters, path, rawQuery } = call;
  const { cookie, ...headers } = request.headers;
  const domainName = headers['host'] ?? `${api.id}.execute-api.${around.region}.amazonaws.com`;
  const query = queryParameters(rawQuery);
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
      ...(around.certificate === undefined ? {} : { authentication: { clientCert: around.certificate } }),
      ...(call.authorizer === undefined ? {} : { authorizer: call.authorizer }),
      domainName,
      domainPrefix: domainName.split('.')[0] ?? api.id,
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: call.requestId,
      routeKey: route.key,
      stage: '$default',
      time: clfTime(call.at),
      timeEpoch: call.at,
    },
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
  };
};

/** The event of payload format 2.0 [D]. */
const eventOf = (call: Call, around: HttpApiSurroundings): unknown => {
  const { headers, body } = call.request;
  const isText = isTextual(headers['content-type'], headers['content-encoding']);
  return {
    ...headOf(call, around),
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
};

/** Answers one request as the deployed API would, but for `judging`. */
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
  const call: Call = { request, api, route, pathParameters, path, rawQuery, scope, requestId: around.nextRequestId(), at: around.now() };
  const caller = await callerOf(call, around);
  if ('refusal' in caller) return caller.refusal;
  const event = eventOf({ ...call, ...caller }, around);
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
