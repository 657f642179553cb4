/** AWX's answers in their real shapes. Field names from AWX's serializers (awx/api/serializers.py) and answers saved by others' clients [S]; values are our own. */

type AwxStatus = 'pending' | 'running' | 'successful' | 'failed' | 'canceled';

export interface AwxJobRecord {
  readonly id: number;
  readonly template: number;
  /** As the launcher gave them; empty when the template does not prompt. */
  readonly extraVars: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  status: AwxStatus;
  startedAt?: number;
  finishedAt?: number;
}

/** AWX writes microseconds. */
const time = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString().replace('Z', '000Z'));

const related = (job: AwxJobRecord) => ({
  job_template: `/api/v2/job_templates/${job.template}/`,
  unified_job_template: `/api/v2/job_templates/${job.template}/`,
  stdout: `/api/v2/jobs/${job.id}/stdout/`,
  job_events: `/api/v2/jobs/${job.id}/job_events/`,
  activity_stream: `/api/v2/jobs/${job.id}/activity_stream/`,
  cancel: `/api/v2/jobs/${job.id}/cancel/`,
  relaunch: `/api/v2/jobs/${job.id}/relaunch/`,
});

/** A job as `GET /api/v2/jobs/{id}/` shows it. */
export const awxJob = (job: AwxJobRecord) => {
  const template = { id: job.template, name: `template ${job.template}`, description: '' };
  return {
    id: job.id,
    type: 'job',
    url: `/api/v2/jobs/${job.id}/`,
    related: related(job),
    summary_fields: {
      job_template: template,
      unified_job_template: { ...template, unified_job_type: 'job' },
      labels: { count: 0, results: [] },
    },
    created: time(job.createdAt),
    modified: time(job.finishedAt ?? job.startedAt ?? job.createdAt),
    name: template.name,
    description: '',
    job_type: 'run',
    inventory: 1,
    project: 1,
    playbook: 'runbook.yml',
    forks: 0,
    limit: '',
    verbosity: 0,
    extra_vars: JSON.stringify(job.extraVars),
    job_tags: '',
    force_handlers: false,
    skip_tags: '',
    start_at_task: '',
    timeout: 0,
    unified_job_template: job.template,
    job_template: job.template,
    launch_type: 'manual',
    status: job.status,
    failed: job.status === 'failed' || job.status === 'canceled',
    started: time(job.startedAt),
    finished: time(job.finishedAt),
    elapsed: job.startedAt === undefined ? 0 : ((job.finishedAt ?? job.startedAt) - job.startedAt) / 1000,
    job_explanation: '',
    execution_node: 'stand-in',
    passwords_needed_to_start: [],
    allow_simultaneous: false,
    artifacts: {},
    diff_mode: false,
  };
};

/** `GET /api/v2/job_templates/{id}/launch/` */
export const awxLaunchOptions = (template: number, prompts: boolean) => ({
  can_start_without_user_input: true,
  passwords_needed_to_start: [],
  ask_variables_on_launch: prompts,
  ask_tags_on_launch: false,
  ask_limit_on_launch: false,
  ask_inventory_on_launch: false,
  ask_credential_on_launch: false,
  variables_needed_to_start: [],
  survey_enabled: false,
  defaults: { extra_vars: '' },
  job_template_data: { id: template, name: `template ${template}`, description: '' },
});
