/** AWX's answers in their real shapes. Field names from AWX's serializers (awx/api/serializers.py) and answers saved by others' clients [S]; values are our own. */
import type { AwxSurveyQuestion } from './awx-survey.ts';

type AwxStatus = 'pending' | 'running' | 'successful' | 'failed' | 'canceled';

export interface AwxJobRecord {
  readonly id: number;
  readonly kind: 'job' | 'workflow';
  readonly template: number;
  readonly jobType: 'run' | 'check';
  /** As the launcher gave them; empty when the template does not prompt. */
  readonly extraVars: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  status: AwxStatus;
  startedAt?: number;
  finishedAt?: number;
}

const places = {
  job: { type: 'job', jobs: 'jobs', templates: 'job_templates', template: 'job_template' },
  workflow: { type: 'workflow_job', jobs: 'workflow_jobs', templates: 'workflow_job_templates', template: 'workflow_job_template' },
} as const;

/** AWX writes microseconds. */
const time = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString().replace('Z', '000Z'));

const related = ({ kind, id, template }: AwxJobRecord) => {
  const { jobs, templates } = places[kind];
  return {
    [places[kind].template]: `/api/v2/${templates}/${template}/`,
    unified_job_template: `/api/v2/${templates}/${template}/`,
    activity_stream: `/api/v2/${jobs}/${id}/activity_stream/`,
    cancel: `/api/v2/${jobs}/${id}/cancel/`,
    relaunch: `/api/v2/${jobs}/${id}/relaunch/`,
    ...(kind === 'job' ? { stdout: `/api/v2/jobs/${id}/stdout/`, job_host_summaries: `/api/v2/jobs/${id}/job_host_summaries/` } : {}),
  };
};

/** What only playbooks have. */
const playbookFields = ({ jobType }: AwxJobRecord) => ({
  job_type: jobType,
  project: 1,
  playbook: 'runbook.yml',
  forks: 0,
  verbosity: 0,
  force_handlers: false,
  start_at_task: '',
  timeout: 0,
  execution_node: 'stand-in',
  passwords_needed_to_start: [],
  artifacts: {},
  diff_mode: false,
});

/** A job as `GET /api/v2/jobs/{id}/` or `…/workflow_jobs/{id}/` shows it. */
export const awxJob = (job: AwxJobRecord) => {
  const template = { id: job.template, name: `template ${job.template}`, description: '' };
  const { type, jobs } = places[job.kind];
  return {
    id: job.id,
    type,
    url: `/api/v2/${jobs}/${job.id}/`,
    related: related(job),
    summary_fields: {
      [places[job.kind].template]: template,
      unified_job_template: { ...template, unified_job_type: type },
      labels: { count: 0, results: [] },
    },
    created: time(job.createdAt),
    modified: time(job.finishedAt ?? job.startedAt ?? job.createdAt),
    name: template.name,
    description: '',
    inventory: 1,
    limit: '',
    extra_vars: JSON.stringify(job.extraVars),
    job_tags: '',
    skip_tags: '',
    unified_job_template: job.template,
    [places[job.kind].template]: job.template,
    launch_type: 'manual',
    status: job.status,
    failed: job.status === 'failed' || job.status === 'canceled',
    started: time(job.startedAt),
    finished: time(job.finishedAt),
    elapsed: job.startedAt === undefined ? 0 : ((job.finishedAt ?? job.startedAt) - job.startedAt) / 1000,
    job_explanation: '',
    allow_simultaneous: false,
    ...(job.kind === 'job' ? playbookFields(job) : { is_sliced_job: false, webhook_service: '' }),
  };
};

export interface AwxPrompts {
  readonly variables: boolean;
  readonly jobType: boolean;
  readonly survey: readonly AwxSurveyQuestion[];
}

/** `GET /api/v2/job_templates/{id}/`, `GET /api/v2/workflow_job_templates/{id}/` */
export const awxTemplate = (kind: AwxJobRecord['kind'], id: number, prompts: AwxPrompts) => ({
  id,
  type: places[kind].template,
  url: `/api/v2/${places[kind].templates}/${id}/`,
  summary_fields: {
    inventory: { id: 1, name: 'production', description: '' },
    ...(kind === 'job' ? { project: { id: 1, name: 'runbooks', description: '', status: 'successful', scm_type: 'git' } } : {}),
  },
  name: `template ${id}`,
  description: '',
  inventory: 1,
  limit: kind === 'job' ? 'payment' : null,
  extra_vars: '',
  ...(kind === 'job' ? { job_type: 'run', project: 1, playbook: 'runbook.yml', job_slice_count: 1 } : {}),
  ask_variables_on_launch: prompts.variables,
  survey_enabled: prompts.survey.length > 0,
  allow_simultaneous: false,
});

/** `GET …/launch/`: JobLaunchSerializer and WorkflowJobLaunchSerializer. A job template that prompts for anything cannot start without input, says awx/main/models/jobs.py; a workflow only looks at needed variables (models/workflow.py). */
export const awxLaunchOptions = (kind: AwxJobRecord['kind'], id: number, prompts: AwxPrompts) => {
  const needed = prompts.survey.filter(({ required }) => required).map(({ variable }) => variable);
  const promptsAtAll = prompts.variables || prompts.jobType;
  return {
    can_start_without_user_input: needed.length === 0 && !(kind === 'job' && promptsAtAll),
    ask_variables_on_launch: prompts.variables,
    ask_limit_on_launch: false,
    ask_inventory_on_launch: false,
    ask_scm_branch_on_launch: false,
    variables_needed_to_start: needed,
    survey_enabled: prompts.survey.length > 0,
    [`${places[kind].template}_data`]: { id, name: `template ${id}`, description: '' },
    ...(kind === 'job'
      ? {
          passwords_needed_to_start: [],
          ask_job_type_on_launch: prompts.jobType,
          ask_tags_on_launch: false,
          ask_credential_on_launch: false,
          inventory_needed_to_start: false,
          credential_needed_to_start: false,
          defaults: { extra_vars: '', job_type: 'run', limit: 'payment', job_slice_count: 1 },
        }
      : { node_templates_missing: [], node_prompts_rejected: [], defaults: { extra_vars: '' } }),
  };
};

/** `GET /api/v2/jobs/{id}/job_host_summaries/`: JobHostSummarySerializer. */
export const awxHostSummaries = (job: AwxJobRecord, changed: Readonly<Record<string, number>>) => ({
  count: Object.keys(changed).length,
  next: null,
  previous: null,
  results: Object.entries(changed).map(([host_name, tasks], index) => ({
    id: index + 1,
    type: 'job_host_summary',
    job: job.id,
    host: index + 1,
    host_name,
    changed: tasks,
    dark: 0,
    failures: 0,
    ok: tasks + 2,
    processed: 1,
    skipped: 0,
    failed: false,
    ignored: 0,
    rescued: 0,
  })),
});
