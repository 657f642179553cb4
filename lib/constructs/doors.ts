/** Every route of the API there is, and who may come through. */

import type { Policy } from '#kernel/policy.ts';

/** A route and where it leads. */
export interface Door {
  /** `METHOD /path`. */
  readonly route: string;
  readonly to: 'ingest' | 'respond';
  /**
   * `agents` sign or bear an agent token (`agents-way.ts`); `people` bear a token where the environment names an issuer, and sign where
   * it does not; `link` and `slack` are open at the gateway: the function checks the link's or the message's own signature.
   */
  readonly for: 'agents' | 'people' | 'link' | 'slack';
  /** Whether what speaks there can sign (SigV4, for `execute-api`); undefined: it cannot. */
  readonly signs?: true;
}

/** Collector and Alloy sign for any service; Prometheus' remote write only for Amazon's own Prometheus, and all else not at all. */
const signs = { signs: true } as const;

const agents = (route: string, way: Pick<Door, 'signs'> = {}): Door => ({ route, to: 'ingest', for: 'agents', ...way });
const people = (route: string): Door => ({ route, to: 'respond', for: 'people' });

const always: readonly Door[] = [
  agents('POST /v1/logs', signs),
  agents('POST /v1/metrics', signs),
  agents('POST /v1/traces', signs),
  agents('POST /alertmanager'),
  agents('POST /api/v2/alerts'),
  agents('POST /grafana'),
  agents('POST /kubernetes/events'),
  agents('POST /aws/events'),
  agents('POST /api/v1/write'),
  agents('POST /api/v2/write'),
  agents('POST /write'),
  agents('POST /v1/events'),
  agents('POST /v2/enqueue'),
  agents('POST /v2/change/enqueue'),
  agents('POST /aws/firehose'),
  agents('POST /telegraf'),
  agents('POST /collectd'),
  agents('POST /statsd'),
  // Sentry's SDKs post to /api/1/envelope/. HTTP APIs refuse a route that ends in a slash, and a greedy parameter takes it in any case.
  agents('POST /api/{project}/{endpoint+}'),
  agents('POST /datadog'),
  agents('POST /services/collector'),
  agents('POST /services/collector/event'),
  agents('POST /services/collector/event/1.0'),
  agents('POST /services/collector/raw'),
  agents('POST /services/collector/raw/1.0'),
  agents('POST /services/collector/ack'),
  agents('GET /services/collector/health'),
  agents('GET /services/collector/health/1.0'),
  people('GET /v1/incidents'),
  people('GET /v1/incidents/{id}'),
  people('GET /v1/incidents/{id}/reasons'),
  people('POST /v1/incidents/{id}/acknowledge'),
  people('POST /v1/incidents/{id}/resolve'),
  people('POST /v1/incidents/{id}/merge'),
  people('POST /v1/incidents/{id}/split'),
  people('POST /v1/incidents/{id}/link'),
  people('POST /v1/incidents/{id}/reopen'),
  people('POST /v1/incidents/{id}/hand-over'),
  people('GET /v1/approvals/{id}'),
  people('POST /v1/approvals/{id}/approve'),
  people('POST /v1/approvals/{id}/reject'),
  people('GET /v1/silences'),
  people('POST /v1/silences'),
  people('POST /v1/silences/preview'),
  people('GET /v1/silences/{id}'),
  people('DELETE /v1/silences/{id}'),
  people('GET /v1/clusters/{id}/verdict'),
  people('PUT /v1/clusters/{id}/verdict'),
  people('DELETE /v1/clusters/{id}/verdict'),
  people('GET /v1/people/{name}/reasons'),
  people('GET /v1/audit'),
  people('POST /v1/incidents/{id}/stop-remediation'),
  people('POST /v1/incidents/{id}/resume-remediation'),
  people('GET /v1/incidents/{id}/audit'),
  people('GET /v1/remediation'),
  people('POST /v1/remediation/stop'),
  people('POST /v1/remediation/resume'),
  people('GET /v1/audit/chain'),
  people('GET /v1/audit/chain/head'),
  { route: 'GET /v1/answer', to: 'respond', for: 'link' },
  { route: 'POST /v1/answer', to: 'respond', for: 'link' },
];

/** What agents may call. */
export const agentRoutes: readonly string[] = always.filter((door) => door.for === 'agents').map(({ route }) => route);

/** Where agents can sign: OTLP. */
export const signedRoutes: readonly string[] = always.filter((door) => door.signs === true).map(({ route }) => route);

/** Every door of a policy: Slack has one only where its signing secret is named. */
export const doorsFor = ({ channels }: Pick<Policy, 'channels'>): readonly Door[] =>
  channels.slack === undefined ? always : [...always, { route: 'POST /v1/slack/interactions', to: 'respond', for: 'slack' }];
