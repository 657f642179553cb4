/** AWX's REST API as its target calls it: bearer token, JSON, and what each status means. */
import type * as z from 'zod';
import { NotFoundError } from '#kernel/errors.ts';
import { answerError, type Http, type HttpAnswer, repeatable } from '#kernel/http.ts';
import { answerIn, malformed } from '#kernel/rest-client.ts';

export interface AwxSettings {
  readonly url: string;
  /** The API's root: AWX and the controller alone have the first, the gateway of Ansible Automation Platform 2.5 and newer the second. */
  readonly api: '/api/v2' | '/api/controller/v2';
}

export interface AwxPorts {
  readonly http: Http;
  readonly token: () => Promise<string>;
}

export interface AwxApi {
  /** NotFoundError for 404; UpstreamError for every other status than 200 and for a body of another form. */
  read<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>>;
  /** A call that must not be made twice: the answer, whatever its status. */
  once(path: string, body: unknown): Promise<HttpAnswer>;
  /** A call that may be made again. */
  again(path: string): Promise<HttpAnswer>;
}

/** Paths are relative to the API's root and made of fixed words and digits. */
export const awxApi = ({ url, api }: AwxSettings, ports: AwxPorts): AwxApi => {
  const root = `${url.replace(/\/+$/, '')}${api}/`;
  const careful = repeatable(ports.http);
  const call = async (http: Http, method: 'GET' | 'POST', path: string, body?: unknown): Promise<HttpAnswer> =>
    http({
      method,
      url: `${root}${path}`,
      headers: {
        authorization: `Bearer ${await ports.token()}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    read: async (path, schema) => {
      const answer = await call(careful, 'GET', path);
      if (answer.status === 404) throw new NotFoundError('AWX does not know it.', { reason: 'status_404' });
      if (answer.status !== 200) throw answerError('AWX', answer);
      const value = answerIn(schema, answer);
      if (value === undefined) throw malformed('AWX');
      return value;
    },
    once: (path, body) => call(ports.http, 'POST', path, body),
    again: (path) => call(careful, 'POST', path),
  };
};
