/** HCP Terraform's documents in their real shapes: the samples of cloud-docs/api-docs (run, plans, workspaces, state-versions) [D]; values are our own. */
import { finalStates, type TerraformPlan, type TerraformRun, type TerraformWorkspace } from './terraform-cloud-runs.ts';

const idOfPlan = (run: TerraformRun): string => run.id.replace('run-', 'plan-');
const named = (type: string, id: string) => ({ data: { id, type } });

/** A pending run is cancelable in the documentation's sample, one that waits for somebody is discardable (`discardable` among the status groups). */
const actionsOf = ({ status }: TerraformRun) => ({
  'is-cancelable': ['pending', 'planning', 'applying'].includes(status),
  'is-confirmable': status === 'planned',
  'is-discardable': ['planned', 'policy_override'].includes(status),
  'is-force-cancelable': false,
});

export const runResource = (run: TerraformRun) => ({
  id: run.id,
  type: 'runs',
  attributes: {
    actions: actionsOf(run),
    'canceled-at': run.canceledAt === undefined ? null : new Date(run.canceledAt).toISOString(),
    'created-at': new Date(run.createdAt).toISOString(),
    'has-changes': false,
    'auto-apply': run.autoApply,
    'allow-empty-apply': false,
    'is-destroy': false,
    message: run.message,
    'plan-only': run.planOnly,
    source: 'tfe-api',
    'status-timestamps': { 'plan-queueable-at': new Date(run.createdAt).toISOString() },
    status: run.status,
    'trigger-reason': 'manual',
    'target-addrs': null,
    refresh: true,
    'refresh-only': false,
    'replace-addrs': null,
    'save-plan': false,
    variables: run.variables,
  },
  relationships: {
    'configuration-version': named('configuration-versions', run.configuration),
    plan: named('plans', idOfPlan(run)),
    workspace: named('workspaces', run.workspace),
  },
  links: { self: `/api/v2/runs/${run.id}` },
});

export const hasPlan = ({ status }: TerraformRun): boolean =>
  ['applying', 'planned', 'policy_override', 'applied', 'planned_and_finished'].includes(status);

export const planResource = (run: TerraformRun) => ({
  id: idOfPlan(run),
  type: 'plans',
  attributes: {
    'has-changes': hasPlan(run),
    'resource-additions': hasPlan(run) ? run.plan.additions : null,
    'resource-changes': hasPlan(run) ? run.plan.changes : null,
    'resource-destructions': hasPlan(run) ? run.plan.destructions.length : null,
    'resource-imports': 0,
    status: hasPlan(run) ? 'finished' : finalStates.has(run.status) ? 'errored' : 'running',
    'log-read-url': 'https://archivist.terraform.io/v1/object/log',
  },
  links: { self: `/api/v2/plans/${idOfPlan(run)}`, 'json-output': `/api/v2/plans/${idOfPlan(run)}/json-output` },
});

export const workspaceResource = (workspace: TerraformWorkspace, organization: string, mayApply: boolean, current?: string) => ({
  id: workspace.id,
  type: 'workspaces',
  attributes: {
    name: workspace.name,
    locked: workspace.lockedBy !== undefined,
    'auto-apply': false,
    'execution-mode': 'remote',
    'terraform-version': '1.11.4',
    permissions: { 'can-queue-run': true, 'can-queue-apply': mayApply, 'can-lock': true, 'can-read-state-versions': true },
  },
  relationships: {
    organization: named('organizations', organization),
    'current-run': { data: current === undefined ? null : { id: current, type: 'runs' } },
  },
  links: { self: `/api/v2/organizations/${organization}/workspaces/${workspace.name}` },
});

export const stateVersionResource = ({ state, id }: TerraformWorkspace) => ({
  id: state.id,
  type: 'state-versions',
  attributes: {
    serial: 1,
    status: 'finalized',
    intermediate: false,
    'resources-processed': true,
    'hosted-state-download-url': 'https://archivist.terraform.io/v1/object/state',
  },
  relationships: { run: named('runs', state.run), workspace: named('workspaces', id) },
});

/** Terraform's JSON of a plan (internals/json-format [D]); destructions only, with a value that nobody is to see. */
export const planJson = ({ destructions }: TerraformPlan) => ({
  format_version: '1.2',
  terraform_version: '1.11.4',
  resource_changes: [
    ...destructions.map((address) => ({
      address,
      mode: 'managed',
      type: 'null_resource',
      name: 'x',
      change: { actions: ['delete'], before: { password: 'PLANSECRET' }, after: null },
    })),
    {
      address: 'null_resource.kept',
      mode: 'managed',
      type: 'null_resource',
      name: 'kept',
      change: { actions: ['no-op'], before: {}, after: {} },
    },
  ],
});

export const failure = (status: number, title: string) => ({ errors: [{ status: String(status), title }] });
