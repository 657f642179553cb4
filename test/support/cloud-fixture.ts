/** The deployed templates running in a deterministic local cloud, with the ways a test has to feed it and to look at it. */
import { inject } from 'vitest';
import type { Alert } from '#kernel/alert.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { type ApiResponse, type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { LocalCloudOptions } from '#lib/local/cloud-options.ts';
import type { Remains } from '#lib/replay/cloud.ts';
import { balanceLedger, type Ledger } from '#lib/replay/ledger.ts';
import { asReplayCloud } from '#lib/replay/open-cloud.ts';
import { readResponses } from '#lib/replay/response-items.ts';

export const prefix = 'streamwarden-dev';
export const startAt = Date.parse('2026-11-20T10:00:00Z');
export const minuteMs = 60_000;

/** A message as the webhook stand-in received it. */
export interface Heard {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The same for the same message sent again. */
  readonly key: string;
  readonly notificationReason: string;
  readonly incident: { readonly id: string };
  readonly recipients: readonly string[];
  readonly links: Readonly<Record<string, string>>;
}

/** What `GET /v1/incidents/{id}` shows. */
export interface Shown {
  readonly incident: Incident;
  readonly alerts: readonly Alert[];
  readonly timeline: readonly TimelineEntry[];
}

export interface Pipeline {
  readonly cloud: LocalCloud;
  readonly url: string;
  /** Posts an OTLP/JSON body as an event of the cloud's queue. */
  send(path: '/v1/logs' | '/v1/metrics' | '/v1/traces', body: string): Promise<ApiResponse>;
  /** Real HTTP to the cloud's port; a person's way in. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** A person's answer over the API. */
  answer(path: string, by: string): Promise<Response>;
  incidents(): Promise<readonly Incident[]>;
  shown(incidentId: string): Promise<Shown>;
  heard(): readonly Heard[];
  /** Lets so much time pass. */
  pass(milliseconds: number): Promise<void>;
  remains(): Promise<Remains>;
  ledger(): Promise<Ledger>;
  /** For the SDK's clients: the cloud's address, and credentials that nobody checks. */
  client(): { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string }; maxAttempts: number };
}

/** Starts the cloud on the synthesised templates; close it with `cloud.close()`. */
export const openPipeline = async (
  options: Pick<
    LocalCloudOptions,
    'amend' | 'interceptors' | 'judging' | 'modelUrl' | 'onEvent' | 'patience' | 'serverCertificate' | 'signingKey' | 'standIns'
  > & {
    readonly startAt?: number;
    readonly assembly?: string;
  } = {},
): Promise<Pipeline> => {
  const cloud = await startLocalCloud({ assembly: inject('assembly'), mode: 'deterministic', startAt, ...options });
  const readJson = async (path: string): Promise<unknown> => {
    const response = await cloud.request({ method: 'GET', path, judging: 'local' });
    if (response.status !== 200) throw new Error(`GET ${path} answered ${response.status}: ${response.body.toString()}`);
    return JSON.parse(response.body.toString());
  };
  const remains = () => asReplayCloud(cloud, 'dev').remains();
  return {
    cloud,
    url: cloud.url,
    send: (path, body) => cloud.request({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body }),
    fetch: (path, init) => fetch(new URL(path, cloud.url), init),
    answer: (path, by) =>
      fetch(new URL(path, cloud.url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ by }) }),
    incidents: async () => ((await readJson('/v1/incidents?limit=200')) as { incidents: Incident[] }).incidents,
    shown: async (incidentId) => (await readJson(`/v1/incidents/${incidentId}`)) as Shown,
    heard: () => cloud.standIns.webhook.received().map(({ at, body }) => ({ ...(body as Heard), at })),
    pass: (milliseconds) => cloud.advanceTo(cloud.now() + milliseconds),
    remains,
    ledger: async () => {
      const left = await remains();
      return balanceLedger(left, readResponses(left.items).alerts);
    },
    client: () => ({
      endpoint: cloud.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    }),
  };
};
