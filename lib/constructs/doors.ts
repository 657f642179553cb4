/** Every route of the API there is, and who may come through. */

import type { Policy } from '#kernel/policy.ts';

/** A route and where it leads. */
export interface Door {
  /** `METHOD /path`. */
  readonly route: string;
  readonly to: 'ingest' | 'respond';
  /**
   * `agents` sign; `people` bear a token where the environment names an issuer, and sign where it does not; `link` and `slack` are
   * open at the gateway: the function checks the link's or the message's own signature.
   */
  readonly for: 'agents' | 'people' | 'link' | 'slack';
}

const agents = (route: string): Door => ({ route, to: 'ingest', for: 'agents' });
const people = (route: string): Door => ({ route, to: 'respond', for: 'people' });

const always: readonly Door[] = [
  agents('POST /v1/logs'),
  agents('POST /v1/metrics'),
  agents('POST /v1/traces'),
  agents('POST /alertmanager'),
  agents('POST /api/v2/alerts'),
  agents('POST /grafana'),
  agents('POST /v1/events'),
  agents('POST /v2/enqueue'),
  agents('POST /v2/change/enqueue'),
  agents('POST /datadog'),
  agents('POST /api/v2/write'),
  agents('POST /write'),
  agents('POST /telegraf'),
  agents('POST /collectd'),
  agents('POST /statsd'),
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
  people('GET /v1/people/{name}/reasons'),
  people('GET /v1/audit'),
  { route: 'GET /v1/answer', to: 'respond', for: 'link' },
  { route: 'POST /v1/answer', to: 'respond', for: 'link' },
];

/** Every door of a policy: Slack has one only where its signing secret is named. */
export const doorsFor = ({ channels }: Pick<Policy, 'channels'>): readonly Door[] =>
  channels.slack === undefined ? always : [...always, { route: 'POST /v1/slack/interactions', to: 'respond', for: 'slack' }];
