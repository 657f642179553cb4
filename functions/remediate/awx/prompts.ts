/** What a template asks for at launch, looked at before anything is launched. */
import { InputError, NotFoundError } from '#kernel/errors.ts';
import type { Launch } from '#kernel/target.ts';
import type { AwxApi } from './api.ts';
import type { AwxTemplate } from './template.ts';
import { type Variables, variablesFor } from './variables.ts';
import { type AwxLaunchOptions, awxLaunchOptionsSchema, awxSurveySchema } from './wire.ts';

/** What no launch of ours can give, and AWX would ask a person for. */
const unanswerable = (options: AwxLaunchOptions): boolean =>
  options.passwords_needed_to_start.length > 0 || options.inventory_needed_to_start || options.credential_needed_to_start;

const checkOptions = (options: AwxLaunchOptions, template: AwxTemplate, check: boolean): void => {
  if (check && !(template.kind === 'job' && options.ask_job_type_on_launch)) {
    throw new InputError('The template has no dry run: set "Prompt on launch" for its job type.', { reason: 'no_dry_run' });
  }
  if (unanswerable(options)) throw new InputError('The template asks for input this launch cannot give.', { reason: 'needs_input' });
  if (options.node_templates_missing.length > 0) throw new InputError('The workflow has steps without a template.', { reason: 'broken' });
  // AWX would make a workflow of it, whose parts each carry the key.
  if ((options.defaults.job_slice_count ?? 1) > 1) throw new InputError('The template slices its jobs.', { reason: 'sliced' });
};

/**
 * The variables of a launch that may be made; InputError for one that never can. `can_start_without_user_input` says nothing
 * here: it is false as soon as a job template prompts for anything (awx/main/models/jobs.py [S]).
 */
export const prepare = async (api: AwxApi, launch: Launch, template: AwxTemplate, check = false): Promise<Variables> => {
  try {
    const options = await api.read(`${template.path}launch/`, awxLaunchOptionsSchema);
    checkOptions(options, template, check);
    const survey = options.survey_enabled ? await api.read(`${template.path}survey_spec/`, awxSurveySchema) : { spec: [] };
    return variablesFor(launch, options, survey.spec);
  } catch (error) {
    if (error instanceof NotFoundError) throw new InputError(`AWX has no ${template.says}.`, { reason: 'template' });
    throw error;
  }
};
