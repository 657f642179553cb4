/** The systems outside AWS that functions call, stood in for on this machine: an AWX, a Kubernetes cluster, a receiver of runbooks, Slack, PagerDuty, Teams, and a webhook receiver for every other address. Nothing leaves the machine. */
import type { Scheduler } from '../scheduler.ts';
import { type AwxOptions, type AwxStandIn, awxStandIn } from './awx.ts';
import type { StandInRequest, StandInResponse } from './exchange.ts';
import { type KubernetesOptions, type KubernetesStandIn, kubernetesStandIn } from './kubernetes.ts';
import { type PagerdutyStandIn, pagerdutyStandIn } from './pagerduty.ts';
import { type RunbookWebhookOptions, type RunbookWebhookStandIn, runbookWebhookStandIn } from './runbook-webhook.ts';
import { type SlackStandIn, slackStandIn } from './slack.ts';
import { type TeamsStandIn, teamsStandIn } from './teams.ts';
import { type ReceivedMessage, type WebhookStandIn, webhookStandIn } from './webhook.ts';

export type { StandInRequest, StandInResponse };

export interface StandInsOptions {
  readonly scheduler: Pick<Scheduler, 'now' | 'after'>;
  readonly awx?: AwxOptions;
  readonly kubernetes?: KubernetesOptions;
  readonly runbookWebhook?: RunbookWebhookOptions;
  /** Hears of every call and its status (0: no answer), without headers or bodies. */
  readonly onRequest?: (call: { readonly at: number; readonly method: string; readonly url: string; readonly status: number }) => void;
  readonly onMessage?: (message: ReceivedMessage) => void;
}

export interface StandIns {
  /** Answers a call to any foreign host: by the host's name, AWX for paths with `/api/v2/`, Kubernetes for its API groups, runbooks for paths with `/runbooks/`, the webhook receiver for the rest. */
  handle(request: StandInRequest): StandInResponse;
  readonly awx: AwxStandIn;
  readonly kubernetes: KubernetesStandIn;
  readonly runbookWebhook: RunbookWebhookStandIn;
  readonly webhook: WebhookStandIn;
  readonly slack: SlackStandIn;
  readonly pagerduty: PagerdutyStandIn;
  readonly teams: TeamsStandIn;
}

/** Hosts of Teams' workflows and incoming webhooks. */
const teamsHost = /\.(?:logic\.azure\.com|webhook\.office\.com|api\.powerplatform\.com)$/;

/** What of the Kubernetes API is served. */
const kubernetesPath = /^\/(?:apis\/apps\/v1|api\/v1)\//;

export const createStandIns = (options: StandInsOptions): StandIns => {
  const awx = awxStandIn(options.scheduler, options.awx);
  const kubernetes = kubernetesStandIn(options.scheduler, options.kubernetes);
  const runbookWebhook = runbookWebhookStandIn(options.scheduler, options.runbookWebhook);
  const webhook = webhookStandIn(options.scheduler, options.onMessage);
  const slack = slackStandIn(options.scheduler);
  const pagerduty = pagerdutyStandIn();
  const teams = teamsStandIn();
  const standInFor = ({ hostname, pathname }: URL): { handle(request: StandInRequest): StandInResponse } => {
    if (hostname === 'slack.com') return slack;
    if (hostname === 'events.pagerduty.com' || hostname === 'events.eu.pagerduty.com') return pagerduty;
    if (teamsHost.test(hostname)) return teams;
    if (kubernetesPath.test(pathname)) return kubernetes;
    if (pathname.includes('/runbooks/')) return runbookWebhook;
    return pathname.includes('/api/v2/') ? awx : webhook;
  };
  return {
    awx,
    kubernetes,
    runbookWebhook,
    webhook,
    slack,
    pagerduty,
    teams,
    handle: (request) => {
      const url = new URL(request.url);
      const response = standInFor(url).handle(request);
      options.onRequest?.({
        at: options.scheduler.now(),
        method: request.method,
        url: `${url.origin}${url.pathname}`,
        status: response.status,
      });
      return response;
    },
  };
};
