/** Runs of a workspace: found by key, read, created once, stopped. */
import { InputError, NotFoundError } from '#kernel/errors.ts';
import { conflict, refusal, type TerraformApi } from './api.ts';
import type { RunVariable } from './hcl.ts';
import { hasEnded } from './run.ts';
import { type Run, type RunDocument, runDocumentSchema, runListSchema, type Workspace } from './wire.ts';
import { workspaceId } from './workspace.ts';

/** The key of a launch, as its run says it. */
const messageOf = (key: string): string => `Streamwarden ${key}`;

/** Without the filter the list leaves plan-only runs out [D]. */
const listQuery = 'filter%5Boperation%5D=plan_only,plan_and_apply&page%5Bsize%5D=100';

/** The run under a key among the newest, a hundred a page. Runs that start meanwhile push others to a later page, never past one that was read. */
export const findRun = async (api: TerraformApi, key: string, template: string, pages: number): Promise<Run | undefined> => {
  const path = `workspaces/${workspaceId(template)}/runs?${listQuery}`;
  for (let page = 1; page <= pages; page += 1) {
    const list = await api.read(`${path}&page%5Bnumber%5D=${page}`, runListSchema);
    const found = list.data.find(({ attributes }) => attributes.message === messageOf(key));
    if (found !== undefined) return found;
    if (typeof list.meta?.pagination['next-page'] !== 'number') return undefined;
  }
  return undefined;
};

/** A run with its plan and workspace; NotFoundError for one of another workspace. */
export const readRun = async (api: TerraformApi, runId: string, template: string): Promise<RunDocument> => {
  if (!/^run-[A-Za-z0-9]{1,40}$/.test(runId)) throw new InputError('This is no id of a run.', { reason: 'id' });
  const document = await api.read(`runs/${runId}?include=plan,workspace`, runDocumentSchema);
  const workspace = document.data.relationships.workspace?.data?.id;
  if (workspace !== undefined && workspace !== workspaceId(template))
    throw new NotFoundError('The run is of another workspace.', { reason: 'workspace' });
  return document;
};

/** What a run is to do. */
interface Wanted {
  readonly key: string;
  readonly variables: readonly RunVariable[];
  /** A speculative plan, that can never be applied. */
  readonly planOnly: boolean;
  /** The workspace's latest when absent. */
  readonly configuration?: string;
}

const bodyOf = (workspace: string, { key, variables, planOnly, configuration }: Wanted) => ({
  data: {
    type: 'runs',
    attributes: { message: messageOf(key), variables, ...(planOnly ? { 'plan-only': true } : { 'auto-apply': true }) },
    relationships: {
      workspace: { data: { type: 'workspaces', id: workspace } },
      ...(configuration === undefined ? {} : { 'configuration-version': { data: { type: 'configuration-versions', id: configuration } } }),
    },
  },
});

/**
 * Creates a run, unless one of the newest has its key: HCP Terraform itself would start a second. In a locked workspace a run
 * would wait, and be applied whenever somebody unlocks it; so none is created there.
 */
export const startRun = async (api: TerraformApi, { id, attributes }: Workspace, wanted: Wanted): Promise<Run> => {
  const known = await findRun(api, wanted.key, id, 1);
  if (known !== undefined) return known;
  if (attributes.locked && !wanted.planOnly) throw conflict('The workspace is locked.', 'workspace_locked');
  return (await api.create('runs', bodyOf(id, wanted), runDocumentSchema)).data;
};

/** Cancels what is under way, discards what waits for somebody, leaves alone what has ended or is being stopped. */
export const stopRun = async (api: TerraformApi, { data }: RunDocument): Promise<void> => {
  if (hasEnded(data) || typeof data.attributes['canceled-at'] === 'string') return;
  const { actions } = data.attributes;
  if (!actions['is-cancelable'] && !actions['is-discardable']) throw conflict('The run cannot be stopped just now.', 'not_stoppable');
  const answer = await api.act(`runs/${data.id}/actions/${actions['is-cancelable'] ? 'cancel' : 'discard'}`);
  if (answer.status === 404) throw new NotFoundError('HCP Terraform does not know the run.', { reason: 'status_404' });
  if (answer.status === 409) throw conflict('The run went on meanwhile.', 'status_409');
  if (answer.status !== 202) throw refusal(answer);
};
