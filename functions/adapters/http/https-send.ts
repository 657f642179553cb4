/** Sends one request by `node:https`, where a call needs what `fetch` has not: its own lookup of names, its own authority. Redirects are answers. */
import { Agent, request } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import type { Send } from './http-client.ts';

interface HttpsSettings {
  readonly lookup?: LookupFunction;
  /** PEM; then no other authority is trusted. */
  readonly certificateAuthority?: string;
}

/** Statuses that have no body; `Response` takes none for them. */
const bodiless = new Set([204, 205, 304]);

/** A connection a call: one that was kept could have been cut meanwhile, and a start on it would have an unknown outcome. */
export const httpsSend = ({ lookup, certificateAuthority }: HttpsSettings): Send => {
  const agent = new Agent({ keepAlive: false });
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const options = {
        ...{ method, agent, signal, headers: { ...headers, 'accept-encoding': 'identity' } },
        ...(lookup === undefined ? {} : { lookup }),
        ...(certificateAuthority === undefined ? {} : { ca: certificateAuthority }),
      };
      const outgoing = request(url, options, (incoming) => {
        const { statusCode: status = 502, headersDistinct } = incoming;
        const pairs = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        );
        if (bodiless.has(status)) incoming.resume();
        resolve(new Response(bodiless.has(status) ? null : Readable.toWeb(incoming), { status, headers: pairs }));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
};
