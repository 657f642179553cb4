/** A call of the HTTP API (payload format 2.0) as respond reads it. */
import * as z from 'zod';
import { InputError } from '#kernel/errors.ts';

const eventSchema = z.object({
  routeKey: z.string(),
  pathParameters: z.record(z.string(), z.string().optional()).optional(),
  queryStringParameters: z.record(z.string(), z.string().optional()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
  requestContext: z.object({
    requestId: z.string(),
    authorizer: z.object({ iam: z.object({ userArn: z.string().nullish() }).nullish() }).nullish(),
  }),
});

/** What respond reads of an event. */
export interface RespondRequest {
  /** `METHOD /path/{with}/{parameters}`. */
  readonly routeKey: string;
  /** The path's `{id}`, decoded. */
  readonly id: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** The signer's ARN, or `local` where nobody signs. */
  readonly caller: string;
  readonly requestId: string;
}

/** An answer in payload format 2.0. */
export interface RespondResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** InputError when the event is not one of the HTTP API. */
export const readRequest = (event: unknown): RespondRequest => {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success) throw new InputError('This is not an HTTP API event.', { reason: 'event' });
  const { routeKey, pathParameters, queryStringParameters, body = '', isBase64Encoded, requestContext } = parsed.data;
  return {
    routeKey,
    id: pathParameters?.['id'] ?? '',
    query: queryStringParameters ?? {},
    body: isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body,
    caller: requestContext.authorizer?.iam?.userArn ?? 'local',
    requestId: requestContext.requestId,
  };
};
