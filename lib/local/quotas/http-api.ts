/** What an HTTP API of API Gateway takes, and how it answers more. */
import { type HttpRequest, type HttpResponse, jsonResponse } from '../front/http-message.ts';

/** A request's body [D: "Quotas for configuring and running an HTTP API", 10 MB]. */
export const maxBodyBytes = 10 * 1024 * 1024;
/** Request line and header values together [D: the same page, 10,240 bytes]; the status is that of its kind in HTTP [U]. */
const maxHeadBytes = 10_240;
/** What API Gateway waits for an integration [D: the same page, 30 s]; real time. */
export const integrationTimeoutMs = 30_000;

/** For a body, or an event made of it, that is too large; the function's event of 6 MB is reached first by 4.5 MB that are not text: base64 makes a third more of them [S: aws/aws-lambda-dotnet#1990]. */
export const tooLarge = (): HttpResponse => jsonResponse(413, { message: 'Request Entity Too Large' });

/** For a head that is too large for any route to be looked for. */
export const headTooLarge = (): HttpResponse => jsonResponse(431, { message: 'Request Header Fields Too Large' });

/** For a request that does not come to its end [U]. */
export const requestTimeout = (): HttpResponse => jsonResponse(408, { message: 'Request Timeout' });

/** The answer to a request whose head is too large, before any route is looked for. */
export const refuseHead = ({ method, target, headers, httpVersion }: HttpRequest): HttpResponse | undefined => {
  const line = `${method} ${target} HTTP/${httpVersion}`;
  const bytes = Object.values(headers).reduce((sum, value) => sum + Buffer.byteLength(value), Buffer.byteLength(line));
  return bytes > maxHeadBytes ? headTooLarge() : undefined;
};

export const refuseBody = ({ body }: HttpRequest): HttpResponse | undefined => (body.length > maxBodyBytes ? tooLarge() : undefined);
