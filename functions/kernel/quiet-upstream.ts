/** What an AWS client throws about a message to people, as an UpstreamError that holds nothing of the message. */
import { UpstreamError } from './errors.ts';
import { retryAfterSeconds } from './http.ts';

/** Names of errors that pass, whatever their status: SNS says `Throttling` with 400. */
const passing = /Throttl|TooManyRequests|SlowDown|Timeout/i;

const numberIn = (value: unknown, name: string): number | undefined => {
  const found: unknown = Reflect.get(Object(value), name);
  return typeof found === 'number' && found > 0 ? found : undefined;
};

const headersOf = (error: unknown): Readonly<Record<string, string>> => {
  const response: unknown = Reflect.get(Object(error), '$response');
  const headers: unknown = Reflect.get(Object(response), 'headers');
  return Object.fromEntries(
    Object.entries(Object(headers) as Record<string, unknown>).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
    ),
  );
};

/** The error's name and status, and the pause it asks for; its text and cause stay behind, because they name addresses. */
export const quietUpstream = (system: string, error: unknown): UpstreamError => {
  const name = error instanceof Error && /^[A-Za-z.]{1,80}$/.test(error.name) ? error.name : 'unknown';
  const status = numberIn(Reflect.get(Object(error), '$metadata'), 'httpStatusCode');
  const retryAfter = retryAfterSeconds(headersOf(error));
  return new UpstreamError(`${system} did not take the message: ${name}.`, {
    reason: status === undefined ? name : `status_${status}`,
    ...(status === undefined ? {} : { status }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(passing.test(name) ? { retryable: true } : {}),
  });
};
