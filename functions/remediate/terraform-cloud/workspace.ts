/** A workspace, which is what a rule names: whether runs of ours can be applied in it, and what was applied in it last. */
import { InputError, NotFoundError } from '#kernel/errors.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Launch, Preview } from '#kernel/target.ts';
import type { TerraformApi } from './api.ts';
import { runVariables } from './hcl.ts';
import type { Past } from './undo.ts';
import { stateVersionDocumentSchema, type Workspace, workspaceDocumentSchema } from './wire.ts';

/** Ids go into paths. */
export const workspaceId = (template: string): string => {
  if (!/^ws-[A-Za-z0-9]{1,40}$/.test(template)) throw new InputError('This is no id of a workspace.', { reason: 'id' });
  return template;
};

const checkWorkspace = ({ attributes, relationships }: Workspace, organization: string): void => {
  if (relationships.organization.data.id !== organization)
    throw new InputError('The workspace is of another organization.', { reason: 'organization' });
  if (attributes['execution-mode'] === 'local') throw new InputError("The workspace's runs are made elsewhere.", { reason: 'local_runs' });
  // Without it a run would wait for somebody to confirm it.
  if (attributes.permissions?.['can-queue-apply'] === false)
    throw new InputError('The token may not apply runs of the workspace.', { reason: 'no_apply' });
};

/** The workspace, and its current run's state. InputError for one no run of ours can ever be applied in. */
export const readWorkspace = async (api: TerraformApi, organization: string, template: string) => {
  const id = workspaceId(template);
  try {
    const { data, included } = await api.read(`workspaces/${id}?include=current_run`, workspaceDocumentSchema);
    checkWorkspace(data, organization);
    const current = included.find(({ type }) => type === 'runs')?.attributes['status'];
    return { workspace: data, current: typeof current === 'string' ? current : undefined };
  } catch (error) {
    if (error instanceof NotFoundError)
      throw new InputError('There is no such workspace, or the token may not see it.', { reason: 'template' });
    throw error;
  }
};

/** What a launch would do, as far as that can be said without a plan. */
export const preview = async (api: TerraformApi, organization: string, { template, parameters }: Launch): Promise<Preview> => {
  const names = runVariables(parameters).map(({ key }) => key);
  const { workspace, current } = await readWorkspace(api, organization, template);
  const { name, locked, 'auto-apply': auto } = workspace.attributes;
  const said = readableText(name, 90);
  const changes = [
    `Plans workspace ${said} of ${organization} and applies what the plan says, with ${names.join(', ') || 'no variables'} of its own.`,
    locked ? ' The workspace is locked now: nothing starts before it is unlocked.' : '',
    current === undefined ? '' : ` Its current run is ${readableText(current, 40)}.`,
    ` Its own runs are applied ${auto ? 'by themselves' : 'when a person confirms them'}.`,
  ].join('');
  return { changes: readableText(changes, 500), touches: [`workspace ${said}`] };
};

/** The state of a workspace and the run that made it; empty where nothing was ever applied. */
export const presentOf = async (api: TerraformApi, template: string): Promise<Past> => {
  try {
    const { data } = await api.read(`workspaces/${workspaceId(template)}/current-state-version`, stateVersionDocumentSchema);
    const run = data.relationships.run?.data?.id;
    return { stateVersion: data.id, ...(run === undefined ? {} : { run }) };
  } catch (error) {
    if (error instanceof NotFoundError) return {};
    throw error;
  }
};
