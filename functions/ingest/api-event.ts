/** API Gateway's event (HTTP API, payload format 2.0) as a request, and an answer as its result. */
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
    /** What the authoriser of agent tokens said, or the claims of a JSON web token; nothing where agents sign. */
    readonly authorizer?: {
      readonly lambda?: { readonly agent?: string } | null;
      readonly jwt?: { readonly claims?: { readonly sub?: string } } | null;
    };
  };
}

/** Header names come in lower case from API Gateway; other callers are not trusted with it. */
const lowerCase = (headers: ApiEvent['headers']): IngestRequest['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const agentOf = ({ requestContext }: ApiEvent): Pick<IngestRequest, 'agent'> => {
  const { lambda, jwt } = requestContext.authorizer ?? {};
  const agent = lambda?.agent ?? jwt?.claims?.sub;
  return agent === undefined ? {} : { agent };
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
