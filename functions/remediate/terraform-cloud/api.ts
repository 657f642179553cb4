/** HCP Terraform's API v2 as its target calls it: bearer token, JSON:API, and what each status means. */
import type * as z from 'zod';
import { InputError, NotFoundError, UnknownOutcomeError, UpstreamError } from '#kernel/errors.ts';
import { answerError, type Http, type HttpAnswer, repeatable } from '#kernel/http.ts';
import { answerIn, malformed } from '#kernel/rest-client.ts';

const system = 'HCP Terraform';
const mediaType = 'application/vnd.api+json';

export interface TerraformPorts {
  readonly http: Http;
  readonly token: () => Promise<string>;
}

export interface TerraformApi {
  /** NotFoundError for 404, which is also what a token without the right gets; UpstreamError for every other status and for a body of another form. */
  read<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>>;
  /** Any answer, whatever its status. */
  get(path: string): Promise<HttpAnswer>;
  /** A call that must not be made twice: InputError when it can never succeed, UpstreamError when it surely did nothing, UnknownOutcomeError otherwise. */
  create<Schema extends z.ZodType>(path: string, body: unknown, schema: Schema): Promise<z.infer<Schema>>;
  /** An action that may be asked for again; its status. */
  act(path: string): Promise<HttpAnswer>;
}

/** Says the pause in seconds in a header of its own, as go-tfe reads it (tfe.go, `rateLimitBackoff` [S]). */
export const refusal = (answer: HttpAnswer): UpstreamError => {
  const seconds = Number(answer.headers['x-ratelimit-reset']);
  const known = answer.status !== 429 || answer.headers['retry-after'] !== undefined || !(seconds > 0);
  return answerError(system, known ? answer : { ...answer, headers: { ...answer.headers, 'retry-after': String(Math.ceil(seconds)) } });
};

/** The workspace is held by a person or another run: later it may not be. */
export const conflict = (says: string, reason: string): UpstreamError => new UpstreamError(says, { status: 409, reason, retryable: true });

const refusedForGood: ReadonlySet<number> = new Set([400, 404, 422]);

/** Paths are relative to `/api/v2/` and made of fixed words and checked ids. */
export const terraformApi = (base: string, ports: TerraformPorts): TerraformApi => {
  const careful = repeatable(ports.http);
  const call = async (http: Http, method: 'GET' | 'POST', path: string, body?: unknown): Promise<HttpAnswer> =>
    http({
      method,
      url: `${base}/api/v2/${path}`,
      headers: {
        authorization: `Bearer ${await ports.token()}`,
        accept: mediaType,
        ...(body === undefined ? {} : { 'content-type': mediaType }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const get = (path: string) => call(careful, 'GET', path);
  return {
    get,
    read: async (path, schema) => {
      const answer = await get(path);
      if (answer.status === 404)
        throw new NotFoundError(`${system} does not know it, or the token may not see it.`, { reason: 'status_404' });
      if (answer.status !== 200) throw refusal(answer);
      const value = answerIn(schema, answer);
      if (value === undefined) throw malformed(system);
      return value;
    },
    create: async (path, body, schema) => {
      const answer = await call(ports.http, 'POST', path, body);
      const { status } = answer;
      if (refusedForGood.has(status)) throw new InputError(`${system} refused it with ${status}.`, { reason: `status_${status}` });
      if (status === 409) throw conflict(`${system} answered 409.`, 'status_409');
      // 5xx may come from a proxy after the request was taken.
      if (status >= 500) throw new UnknownOutcomeError(`${system} answered ${status}.`, { reason: `status_${status}` });
      if (status !== 201) throw refusal(answer);
      const value = answerIn(schema, answer);
      if (value === undefined) throw new UnknownOutcomeError(`${system} created something and did not say what.`, { reason: 'malformed' });
      return value;
    },
    act: (path) => call(careful, 'POST', path, { comment: 'Stopped by Streamwarden.' }),
  };
};
