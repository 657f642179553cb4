/** What an AWS client's error says, without its text, which may name what was sent. */
import { retryAfterSeconds } from './http.ts';
import { wasNeverSent } from './never-sent.ts';

export interface AwsFailure {
  /** The service's or the client's name for it: `ThrottlingException`; `unknown` for what is none. */
  readonly name: string;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** Seconds, where the answer asked for a pause. */
  readonly retryAfter: number | undefined;
  /** It passes, whatever its status: SNS says `Throttling` with 400. */
  readonly isPassing: boolean;
  /** Nobody can have read the request. */
  readonly wasNeverSent: boolean;
}

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

/** Reads whatever a client threw. */
export const readAwsFailure = (error: unknown): AwsFailure => {
  const name = error instanceof Error && /^[A-Za-z0-9.]{1,80}$/.test(error.name) ? error.name : 'unknown';
  return {
    name,
    status: numberIn(Reflect.get(Object(error), '$metadata'), 'httpStatusCode'),
    retryAfter: retryAfterSeconds(headersOf(error)),
    isPassing: passing.test(name),
    // Without credentials nothing is signed, and nothing sent.
    wasNeverSent: wasNeverSent(error) || name === 'CredentialsProviderError',
  };
};
