/** The systems outside AWS that functions call, stood in for on this machine: an AWX, a Kubernetes cluster, a receiver of runbooks, an HCP Terraform, ServiceNow, Jira, Slack, PagerDuty, Teams, and a webhook receiver for every other address. Nothing leaves the machine. */
import type { Scheduler } from '../scheduler.ts';
import type { StandInFunction } from '../services/lambda.ts';
import type { SsmOptions } from '../services/ssm-automations.ts';
import { type AwxOptions, type AwxStandIn, awxStandIn } from './awx.ts';
import type { StandInRequest, StandInResponse } from './exchange.ts';
import { type JiraOptions, type JiraStandIn, jiraStandIn } from './jira.ts';
import { type KubernetesOptions, type KubernetesStandIn, kubernetesStandIn } from './kubernetes.ts';
import { type RunbookFunctionOptions, type RunbookFunctionStandIn, runbookFunction } from './lambda.ts';
import { type PagerdutyStandIn, pagerdutyStandIn } from './pagerduty.ts';
import { type RunbookWebhookOptions, type RunbookWebhookStandIn, runbookWebhookStandIn } from './runbook-webhook.ts';
import { type ServicenowOptions, type ServicenowStandIn, servicenowStandIn } from './servicenow.ts';
import { type SlackStandIn, slackStandIn } from './slack.ts';
import { type TeamsStandIn, teamsStandIn } from './teams.ts';
import { type TerraformOptions, type TerraformStandIn, terraformStandIn } from './terraform-cloud.ts';
import { type ReceivedMessage, type WebhookStandIn, webhookStandIn } from './webhook.ts';

export type { StandInRequest, StandInResponse };

export interface StandInsOptions {
  readonly scheduler: Pick<Scheduler, 'now' | 'after'>;
  readonly awx?: AwxOptions;
  readonly servicenow?: ServicenowOptions;
  readonly jira?: JiraOptions;
  /** What SSM Automation finds in the account. */
  readonly ssm?: SsmOptions;
  /** Functions of operators by name, which no template has. */
  readonly runbookFunctions?: Readonly<Record<string, RunbookFunctionOptions>>;
  readonly terraform?: TerraformOptions;
  readonly kubernetes?: KubernetesOptions;
  readonly runbookWebhook?: RunbookWebhookOptions;
  /** The stand-in for an address whose name does not tell. */
  readonly systemOf?: (url: URL) => StandInSystem | undefined;
  /** Hears of every call and its status (0: no answer), without headers or bodies. */
  readonly onRequest?: (call: { readonly at: number; readonly method: string; readonly url: string; readonly status: number }) => void;
  readonly onMessage?: (message: ReceivedMessage) => void;
}

/** Stand-ins for systems that operators run at addresses of their own. */
export type StandInSystem = 'awx' | 'servicenow' | 'jira' | 'kubernetes' | 'runbookWebhook' | 'terraform';

export interface StandIns {
  /** Answers a call to any foreign host: by what `systemOf` says, else by the host's name, AWX for paths with `/api/v2/` or `/api/controller/v2/`, Kubernetes for its API groups, runbooks for paths with `/runbooks/`, the webhook receiver for the rest. */
  handle(request: StandInRequest): StandInResponse;
  readonly awx: AwxStandIn;
  readonly servicenow: ServicenowStandIn;
  readonly jira: JiraStandIn;
  /** By name; and as Lambda calls them. */
  readonly runbookFunctions: ReadonlyMap<string, RunbookFunctionStandIn>;
  readonly functions: Readonly<Record<string, StandInFunction>>;
  readonly kubernetes: KubernetesStandIn;
  readonly runbookWebhook: RunbookWebhookStandIn;
  readonly webhook: WebhookStandIn;
  readonly slack: SlackStandIn;
  readonly pagerduty: PagerdutyStandIn;
  readonly teams: TeamsStandIn;
  readonly terraform: TerraformStandIn;
}

/** The API's root of AWX, and of the controller behind the platform's gateway. */
const awxPath = /\/api\/(?:controller\/)?v2\//;

/** HCP Terraform, the store of its plans, and a Terraform Enterprise that is called so. */
const terraformHost = /^(?:(?:app|archivist)(?:\.eu)?\.terraform\.io|(?:tfe|terraform)\..*)$/;

/** Hosts of Teams' workflows and incoming webhooks. */
const teamsHost = /\.(?:logic\.azure\.com|webhook\.office\.com|api\.powerplatform\.com)$/;

/** What of the Kubernetes API is served. */
const kubernetesPath = /^\/(?:apis\/apps\/v1|api\/v1)\//;

export const createStandIns = (options: StandInsOptions): StandIns => {
  const awx = awxStandIn(options.scheduler, options.awx);
  const servicenow = servicenowStandIn(options.scheduler, options.servicenow);
  const jira = jiraStandIn(options.scheduler, options.jira);
  const kubernetes = kubernetesStandIn(options.scheduler, options.kubernetes);
  const runbookWebhook = runbookWebhookStandIn(options.scheduler, options.runbookWebhook);
  const webhook = webhookStandIn(options.scheduler, options.onMessage);
  const slack = slackStandIn(options.scheduler);
  const pagerduty = pagerdutyStandIn();
  const teams = teamsStandIn();
  const runbookFunctions = new Map(
    Object.entries(options.runbookFunctions ?? {}).map(([name, own]) => [name, runbookFunction(options.scheduler, own)] as const),
  );
  const terraform = terraformStandIn(options.scheduler, options.terraform);
  const systems = { awx, servicenow, jira, kubernetes, runbookWebhook, terraform } satisfies Record<StandInSystem, unknown>;
  const standInFor = (url: URL): { handle(request: StandInRequest): StandInResponse } => {
    const { hostname, pathname } = url;
    const told = options.systemOf?.(url);
    if (told !== undefined) return systems[told];
    if (hostname === 'slack.com') return slack;
    if (hostname === 'events.pagerduty.com' || hostname === 'events.eu.pagerduty.com') return pagerduty;
    if (teamsHost.test(hostname)) return teams;
    if (hostname.endsWith('.service-now.com')) return servicenow;
    if (hostname.endsWith('.atlassian.net') || hostname === 'api.atlassian.com') return jira;
    if (terraformHost.test(hostname)) return terraform;
    if (kubernetesPath.test(pathname)) return kubernetes;
    if (pathname.includes('/runbooks/')) return runbookWebhook;
    return awxPath.test(pathname) ? awx : webhook;
  };
  return {
    awx,
    servicenow,
    jira,
    runbookFunctions,
    functions: Object.fromEntries([...runbookFunctions].map(([name, { invoke }]) => [name, invoke])),
    kubernetes,
    runbookWebhook,
    webhook,
    slack,
    pagerduty,
    teams,
    terraform,
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
