/** A call of the HTTP API (payload format 2.0) as respond reads it. */
import * as z from 'zod';
import { InputError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';

const eventSchema = z.object({
  routeKey: z.string(),
  pathParameters: z.record(z.string(), z.string().optional()).optional(),
  queryStringParameters: z.record(z.string(), z.string().optional()).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
  requestContext: z.object({
    requestId: z.string(),
    authorizer: z
      .object({
        iam: z.object({ userArn: z.string().nullish() }).nullish(),
        jwt: z.object({ claims: z.record(z.string(), z.unknown()) }).nullish(),
      })
      .nullish(),
  }),
});

/** Who called, as far as the gateway has verified it. */
export type Identity =
  | { readonly kind: 'iam'; readonly userArn: string }
  | { readonly kind: 'jwt'; readonly claims: Readonly<Record<string, string>> }
  /** The gateway asked for nothing. */
  | { readonly kind: 'nobody' };

/** What respond reads of an event. */
export interface RespondRequest {
  /** `METHOD /path/{with}/{parameters}`. */
  readonly routeKey: string;
  /** The path's `{id}` or `{name}`, decoded. */
  readonly id: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly identity: Identity;
  readonly requestId: string;
  /** What a repeated request has in common with the first: its `Idempotency-Key`, else its own id. */
  readonly causeId: string;
}

/** An answer in payload format 2.0. */
export interface RespondResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Authorizer = z.infer<typeof eventSchema>['requestContext']['authorizer'];

const identityOf = (authorizer: Authorizer): Identity => {
  if (authorizer?.jwt) {
    // The gateway hands over texts; whatever else there might be is read as one.
    const claims = Object.entries(authorizer.jwt.claims).map(([name, value]) => [name, String(value)]);
    return { kind: 'jwt', claims: Object.fromEntries(claims) };
  }
  const userArn = authorizer?.iam?.userArn;
  return typeof userArn === 'string' ? { kind: 'iam', userArn } : { kind: 'nobody' };
};

/** Keys of two callers are never the same. */
const causeOf = (identity: Identity, key: string | undefined, requestId: string): string => {
  if (key === undefined || key === '') return requestId;
  const caller = identity.kind === 'iam' ? identity.userArn : identity.kind === 'jwt' ? (identity.claims['sub'] ?? '') : '';
  return `key-${idFrom(identity.kind, caller, key)}`;
};

/** InputError when the event is not one of the HTTP API. */
export const readRequest = (event: unknown): RespondRequest => {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success) throw new InputError('This is not an HTTP API event.', { reason: 'event' });
  const { routeKey, pathParameters, queryStringParameters, headers, body = '', isBase64Encoded, requestContext } = parsed.data;
  const { requestId, authorizer } = requestContext;
  const identity = identityOf(authorizer);
  return {
    routeKey,
    id: pathParameters?.['id'] ?? pathParameters?.['name'] ?? '',
    query: queryStringParameters ?? {},
    headers,
    body: isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body,
    identity,
    requestId,
    causeId: causeOf(identity, headers['idempotency-key'], requestId),
  };
};
