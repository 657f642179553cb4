/** The Terraform target: plans and applies runs of a workspace over the API of HCP Terraform (Terraform Cloud) and Terraform Enterprise. */
import { InputError } from '#kernel/errors.ts';
import type { Job, Launch, Target } from '#kernel/target.ts';
import { type TerraformPorts, terraformApi } from './api.ts';
import { destructionsOf } from './destructions.ts';
import { runVariables } from './hcl.ts';
import { countsOf, hasEnded, toJob } from './run.ts';
import { findRun, readRun, startRun, stopRun } from './runs.ts';
import { readPast, repeatOf } from './undo.ts';
import type { RunDocument } from './wire.ts';
import { presentOf, preview, readWorkspace } from './workspace.ts';

interface TerraformSettings {
  readonly url: string;
  readonly organization: string;
}

/** Pages of a hundred runs that are looked through for a key; lists may be asked for thirty times a minute [D]. */
const lookupPages = 5;

/** Talks to one organisation. */
export const terraformTarget = (settings: TerraformSettings, ports: TerraformPorts): Target => {
  const base = settings.url.replace(/\/+$/, '');
  const { organization } = settings;
  const api = terraformApi(base, ports);
  const pageOf = (workspace?: string) => ({ base, organization, ...(workspace === undefined ? {} : { workspace }) });

  /** `auto-apply` makes the one POST the whole of the act: whatever becomes of its answer, there is one thing to look up, and following a run never changes anything. */
  const start = async ({ template, parameters, idempotencyKey: key }: Launch, planOnly: boolean): Promise<Job> => {
    const variables = runVariables(parameters);
    const { workspace } = await readWorkspace(api, organization, template);
    return toJob(await startRun(api, workspace, { key, variables, planOnly }), pageOf(workspace.attributes.name));
  };

  const summary = async (document: RunDocument): Promise<string> => {
    const counts = countsOf(document);
    if (counts === undefined) return '';
    const planId = document.data.relationships.plan?.data?.id;
    if (counts.destructions === 0 || planId === undefined || !hasEnded(document.data)) return `${counts.says}.`;
    const names = await destructionsOf(planId, api, base, ports.http);
    return `${counts.says}: ${names ?? 'what, could not be read'}.`;
  };

  const follow = async (jobId: string, template: string): Promise<Job> => {
    const document = await readRun(api, jobId, template);
    const name = document.included.find(({ type }) => type === 'workspaces')?.attributes['name'];
    return toJob(document.data, pageOf(typeof name === 'string' ? name : undefined), await summary(document));
  };

  /** Applies again what was applied before, unless somebody has applied anything since. */
  const undo: Target['undo'] = async ({ template, idempotencyKey: key }, { jobId, snapshot }) => {
    const past = readPast(snapshot);
    if (past.run === undefined) throw new InputError('Nothing was applied before the run.', { reason: 'no_past' });
    const { workspace } = await readWorkspace(api, organization, template);
    const page = pageOf(workspace.attributes.name);
    const known = await findRun(api, key, template, 1);
    if (known !== undefined) return toJob(known, page);
    const { run } = await presentOf(api, template);
    if (run !== jobId && run !== past.run) throw new InputError('Something else was applied since the run.', { reason: 'changed_since' });
    const before = await readRun(api, past.run, template);
    return toJob(await startRun(api, workspace, { key, planOnly: false, ...repeatOf(before.data) }), page);
  };

  return {
    id: 'terraform-cloud',
    plan: (launch) => preview(api, organization, launch),
    dryRun: (launch) => start(launch, true),
    snapshot: async ({ template }) => JSON.stringify(await presentOf(api, template)),
    launch: (launch) => start(launch, false),
    follow,
    lookup: async (key, template) => {
      const run = await findRun(api, key, template, lookupPages);
      return run === undefined ? undefined : toJob(run, pageOf());
    },
    cancel: async (jobId, template) => stopRun(api, await readRun(api, jobId, template)),
    undo,
  };
};
