/** Lambda authorisers of HTTP APIs (payload format 2.0, simple answers) [D: "Control access to HTTP APIs with AWS Lambda authorizers"]. */
import type { InvokeResult } from '../service.ts';
import { type HttpRequest, type HttpResponse, jsonResponse } from './http-message.ts';

/** An authoriser as the template makes it; routes share it, and so what it remembers. */
export interface RequestAuthorizer {
  readonly id: string;
  readonly functionArn: string;
  /** Where the request must hold something; together the key of what is remembered. */
  readonly identitySources: readonly IdentitySource[];
  /** Milliseconds an answer is remembered; 0: not at all. */
  readonly rememberMs: number;
  readonly remembered: Map<string, { readonly until: number; readonly answer: SimpleAnswer }>;
}

export type IdentitySource =
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string }
  | { readonly kind: 'route' };

interface SimpleAnswer {
  readonly isAuthorized: boolean;
  readonly context: Readonly<Record<string, unknown>>;
}

interface Question {
  readonly request: HttpRequest;
  readonly authorizer: RequestAuthorizer;
  readonly routeKey: string;
  readonly rawQuery: string;
  readonly routeArn: string;
  /** The fields that the event shares with that of the function behind the route. */
  readonly shared: Readonly<Record<string, unknown>>;
}

interface Surroundings {
  now(): number;
  /** Whether the function's policy lets API Gateway call it for the authoriser. */
  mayInvoke(functionArn: string, authorizerId: string): boolean;
  invoke(functionArn: string, event: unknown): Promise<InvokeResult>;
}

/** How many answers are remembered; how many AWS remembers is not documented [U]. */
const capacity = 10_000;

const valueAt = (source: IdentitySource, { request, routeKey, rawQuery }: Question): string | undefined => {
  if (source.kind === 'route') return routeKey;
  if (source.kind === 'header') return Object.hasOwn(request.headers, source.name) ? request.headers[source.name] : undefined;
  const values = new URLSearchParams(rawQuery).getAll(source.name);
  return values.length === 0 ? undefined : values.join(',');
};

const isSimpleAnswer = (payload: unknown): payload is { readonly isAuthorized: boolean; readonly context?: unknown } =>
  typeof payload === 'object' && payload !== null && typeof (payload as { isAuthorized?: unknown }).isAuthorized === 'boolean';

const ask = async (question: Question, values: readonly string[], around: Surroundings): Promise<SimpleAnswer | undefined> => {
  const { authorizer, routeArn, shared } = question;
  if (!around.mayInvoke(authorizer.functionArn, authorizer.id)) return undefined;
  // What stands there without identity sources is not documented [U].
  const identitySource = values.length === 0 ? null : values;
  const result = await around.invoke(authorizer.functionArn, { version: '2.0', type: 'REQUEST', routeArn, identitySource, ...shared });
  if (!result.ok || !isSimpleAnswer(result.payload)) return undefined;
  const { isAuthorized, context } = result.payload;
  return { isAuthorized, context: typeof context === 'object' && context !== null ? { ...context } : {} };
};

const remember = ({ remembered, rememberMs }: RequestAuthorizer, key: string, answer: SimpleAnswer, now: number): void => {
  remembered.delete(key);
  remembered.set(key, { until: now + rememberMs, answer });
  const [oldest] = remembered.keys();
  if (remembered.size > capacity && oldest !== undefined) remembered.delete(oldest);
};

/**
 * What the authoriser says of the caller, or the gateway's own refusal: 401 without asking where an identity source is missing or empty,
 * 403 where it says no, 500 where it cannot be asked or answers in another form [D].
 */
export const askAuthorizer = async (
  question: Question,
  around: Surroundings,
): Promise<Pick<SimpleAnswer, 'context'> | { readonly refusal: HttpResponse }> => {
  const { authorizer } = question;
  const values = authorizer.identitySources.map((source) => valueAt(source, question));
  const present = values.filter((value) => value !== undefined && value !== '').map(String);
  if (present.length < values.length) return { refusal: jsonResponse(401, { message: 'Unauthorized' }) };
  const key = JSON.stringify(present);
  const known = authorizer.rememberMs > 0 ? authorizer.remembered.get(key) : undefined;
  const isFresh = known !== undefined && around.now() < known.until;
  const answer = isFresh ? known.answer : await ask(question, present, around);
  if (answer === undefined) return { refusal: jsonResponse(500, { message: 'Internal Server Error' }) };
  if (!isFresh && authorizer.rememberMs > 0) remember(authorizer, key, answer, around.now());
  return answer.isAuthorized ? { context: answer.context } : { refusal: jsonResponse(403, { message: 'Forbidden' }) };
};
