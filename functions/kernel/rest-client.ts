/** A JSON API of somebody else's over HTTPS: where it is, how we sign in, and what each kind of answer means for what was asked. */
import type * as z from 'zod';
import { ConfigError, InputError, NotFoundError, UnknownOutcomeError, UpstreamError } from './errors.ts';
import { answerError, type Http, type HttpAnswer, type HttpCall, repeatable } from './http.ts';

interface RestCall {
  readonly method: HttpCall['method'];
  /** After the base address, without a leading slash. Whoever builds it escapes what goes in. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

interface RestSettings {
  /** The system's name in errors. */
  readonly system: string;
  /** Absolute, https. */
  readonly base: string;
  readonly http: Http;
  readonly secret: () => Promise<string>;
}

/** Every answer that is returned has a status of 2xx. Messages of errors hold neither addresses nor bodies. */
export interface RestClient {
  /** A call that may be made again without harm. NotFoundError for 404, UpstreamError for every other failure. */
  repeat(call: RestCall): Promise<HttpAnswer>;
  /** The same, with an answer in this shape; UpstreamError `malformed` when it is not. */
  read<Schema extends z.ZodType>(call: RestCall, schema: Schema): Promise<z.infer<Schema>>;
  /** A call that must not be made twice: InputError when it can never succeed, UnknownOutcomeError when it may have, UpstreamError when it surely has not. */
  once(call: RestCall): Promise<HttpAnswer>;
  /** The same, with an answer in this shape; UnknownOutcomeError `malformed` when it is not. */
  start<Schema extends z.ZodType>(call: RestCall, schema: Schema): Promise<z.infer<Schema>>;
}

/** RFC 6750, section 2.1 */
const bearerToken = /^[A-Za-z0-9\-._~+/]+=*$/;

/** `user:password` signs in by Basic (RFC 7617), anything else is a bearer token: such a token never holds a colon. ConfigError for what fits no header. */
export const authorizationOf = (secret: string): string => {
  const value = secret.trim();
  if (value.includes(':')) return `Basic ${Buffer.from(value, 'utf8').toString('base64')}`;
  if (!bearerToken.test(value)) throw new ConfigError('A secret is neither user:password nor a token.', { reason: 'secret' });
  return `Bearer ${value}`;
};

/** The answer's body in a shape; undefined when it is no JSON or has another. */
export const answerIn = <Schema extends z.ZodType>(schema: Schema, answer: HttpAnswer): z.infer<Schema> | undefined => {
  try {
    return schema.safeParse(JSON.parse(answer.body)).data;
  } catch {
    return undefined; // not JSON: the caller says what that means
  }
};

/** What a start can never get past: the request itself is wrong. */
const hopeless: ReadonlySet<number> = new Set([400, 404, 405, 410, 413, 414, 415, 422]);

const isWelcome = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

export const malformed = (system: string): UpstreamError =>
  new UpstreamError(`${system} answered in a form it should not have.`, { reason: 'malformed', status: 200 });

/** A client of one such API. */
export const restClient = ({ system, base, http, secret }: RestSettings): RestClient => {
  const root = base.replace(/\/+$/, '');
  const careful = repeatable(http);
  const send = async (by: Http, { method, path, body }: RestCall): Promise<HttpAnswer> =>
    by({
      method,
      url: `${root}/${path}`,
      headers: {
        authorization: authorizationOf(await secret()),
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const repeat = async (call: RestCall): Promise<HttpAnswer> => {
    const answer = await send(careful, call);
    if (answer.status === 404) throw new NotFoundError(`${system} does not know it.`, { reason: 'status_404' });
    if (!isWelcome(answer)) throw answerError(system, answer);
    return answer;
  };

  const once = async (call: RestCall): Promise<HttpAnswer> => {
    const answer = await send(http, call);
    const reason = `status_${answer.status}`;
    if (hopeless.has(answer.status)) throw new InputError(`${system} refused it with ${answer.status}.`, { reason });
    // 5xx may come from a proxy after the request was taken; 429 and the other 4xx are refusals.
    if (answer.status >= 500) throw new UnknownOutcomeError(`${system} answered ${answer.status} to the start.`, { reason });
    if (!isWelcome(answer)) throw answerError(system, answer);
    return answer;
  };

  return {
    repeat,
    once,
    read: async (call, schema) => {
      const value = answerIn(schema, await repeat(call));
      if (value === undefined) throw malformed(system);
      return value;
    },
    start: async (call, schema) => {
      const value = answerIn(schema, await once(call));
      if (value === undefined) throw new UnknownOutcomeError(`${system} started something and did not say what.`, { reason: 'malformed' });
      return value;
    },
  };
};
