/** What the targets that are reached over HTTPS have in common under the contract: a stand-in behind a socket, and how most statuses are taken. */
import { httpClient } from '#adapters/http/http-client.ts';
import { type TargetPorts, targetKinds } from '#functions/remediate/registry.ts';
import type { Http } from '#kernel/http.ts';
import type { Policy } from '#kernel/policy.ts';
import type { Target } from '#kernel/target.ts';
import type { StandIns } from '#lib/local/stand-ins/index.ts';
import { startLoopbackHost } from '../loopback-host.ts';
import type { TargetCase, TargetWorld } from './target-case.ts';

type Refusals = TargetCase['refusals'];

/** Nobody signed in, a redirect, a pause asked for; and what a proxy may say after the system took the request. */
export const usualRefusals: Refusals = [
  [302, 'UpstreamError', false],
  [401, 'UpstreamError', false],
  [403, 'UpstreamError', false],
  [429, 'UpstreamError', true],
  [500, 'UnknownOutcomeError', false],
  [502, 'UnknownOutcomeError', false],
  [503, 'UnknownOutcomeError', false],
  [504, 'UnknownOutcomeError', false],
];

/** What can never be started, by these statuses. */
export const impossible = (...statuses: readonly number[]): Refusals => statuses.map((status) => [status, 'InputError', false]);

interface System {
  readonly standIns: StandIns;
  readonly settings: Policy['remediations']['targets'];
  readonly secret: string;
  /** Ports besides, from the credential and the client. */
  readonly ports?: (credential: string, http: Http) => Partial<TargetPorts>;
}

export interface Reached extends Pick<TargetWorld, 'target' | 'withSecret' | 'answering' | 'close'> {
  /** The target by another way, or with another credential. */
  readonly make: (send?: typeof fetch, credential?: string) => Target;
}

/** The registry's target before the stand-ins. */
export const reachedOverHttps = async (
  id: (typeof targetKinds)[number]['id'],
  { standIns, settings, secret, ports }: System,
): Promise<Reached> => {
  const host = await startLoopbackHost(standIns.handle);
  const make = (send: typeof fetch = host.fetch, credential = secret): Target => {
    const kind = targetKinds.find((each) => each.id === id);
    const http = httpClient({ fetch: (url, init) => send(url, init), timeoutMs: 2_000 });
    const made = kind?.make(settings, { http, secret: async () => credential, ...ports?.(credential, http) });
    if (made === undefined) throw new Error(`the registry makes no ${id}`);
    return made;
  };
  return {
    make,
    target: make(),
    withSecret: (other) => make(undefined, other),
    answering: (body) => make(async () => new Response(body, { status: 200 })),
    close: () => host.close(),
  };
};
