/** API Gateway's event (HTTP API, payload format 2.0) as a request, and an answer as its result. */
import { agentLimitNames } from '#kernel/agent-limits.ts';
import type { ReceiverAnswer } from '#kernel/receiver.ts';
import type { IngestRequest } from './ingest.ts';

/** The fields of an API Gateway event that are read here. */
export interface ApiEvent {
  readonly rawPath: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly requestId: string;
    readonly http: { readonly method: string };
    readonly authorizer?: {
      /** What the authoriser of agent tokens said. */
      readonly lambda?: Readonly<Record<string, unknown>> | null;
      /** Who signed. */
      readonly iam?: { readonly userArn?: string } | null;
      /** What the token of an identity provider says. */
      readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> } | null;
    };
  };
}

/** Header names come in lower case from API Gateway; other callers are not trusted with it. */
const lowerCase = (headers: ApiEvent['headers']): IngestRequest['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** A role's sessions are one agent: `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
const withoutSession = (arn: string): string => (arn.includes(':assumed-role/') ? arn.split('/').slice(0, 2).join('/') : arn);

/** What the gateway knows of who sends. */
const agentOf = ({ requestContext: { authorizer } }: ApiEvent): Pick<IngestRequest, 'agent' | 'limits'> => {
  const signer = textIn(authorizer?.iam?.userArn);
  const claims = authorizer?.jwt?.claims;
  const agent =
    textIn(authorizer?.lambda?.['agent']) ??
    (signer === undefined ? undefined : withoutSession(signer)) ??
    textIn(claims?.['sub']) ??
    textIn(claims?.['client_id']);
  const limits = agentLimitNames.flatMap((name) => {
    const limit = Number.parseInt(textIn(authorizer?.lambda?.[name]) ?? '', 10);
    return Number.isSafeInteger(limit) ? [[name, limit] as const] : [];
  });
  return {
    ...(agent === undefined ? {} : { agent }),
    ...(limits.length === 0 ? {} : { limits: Object.fromEntries(limits) }),
  };
};

export const fromApiEvent = (event: ApiEvent): IngestRequest => ({
  id: event.requestContext.requestId,
  ...agentOf(event),
  method: event.requestContext.http.method,
  path: event.rawPath,
  headers: lowerCase(event.headers),
  query: event.queryStringParameters ?? {},
  body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
});

interface ApiResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export const toApiResult = ({ status, headers, body }: ReceiverAnswer): ApiResult => {
  const text = typeof body === 'string';
  return {
    statusCode: status,
    headers: { ...headers },
    body: text ? body : Buffer.from(body).toString('base64'),
    isBase64Encoded: !text,
  };
};
