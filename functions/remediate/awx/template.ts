/** What a rule may name on AWX: a job template (`42`) or a workflow job template (`workflow/7`), and where the API keeps it and its jobs. */
import { InputError } from '#kernel/errors.ts';

export interface AwxTemplate {
  readonly kind: 'job' | 'workflow';
  /** In words. */
  readonly says: string;
  /** The template itself, relative to the API's root, ending in `/`. */
  readonly path: string;
  /** The jobs that were launched from it. */
  readonly launched: string;
  /** All jobs of its kind, by id. */
  readonly jobs: 'jobs' | 'workflow_jobs';
}

/** InputError for text of any other form: it would become part of a path. */
export const templateOf = (text: string): AwxTemplate => {
  const [, workflow, id] = /^(workflow\/)?([0-9]{1,9})$/.exec(text) ?? [];
  if (id === undefined) throw new InputError('An AWX template is a number, or workflow/ and a number.', { reason: 'template' });
  if (workflow === undefined) {
    const path = `job_templates/${id}/`;
    return { kind: 'job', says: `job template ${id}`, path, launched: `${path}jobs/`, jobs: 'jobs' };
  }
  const path = `workflow_job_templates/${id}/`;
  return { kind: 'workflow', says: `workflow template ${id}`, path, launched: `${path}workflow_jobs/`, jobs: 'workflow_jobs' };
};

/** Where a job is, relative to the API's root, ending in `/`. */
export const jobPath = (template: AwxTemplate, jobId: string): string => {
  if (!/^[0-9]{1,18}$/.test(jobId)) throw new InputError('The id of an AWX job is a number.', { reason: 'id' });
  return `${template.jobs}/${jobId}/`;
};
