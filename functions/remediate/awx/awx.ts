/** The AWX target: runs job templates and workflow job templates over AWX's REST API. */
import { AppError, InputError, NotFoundError, UnknownOutcomeError } from '#kernel/errors.ts';
import { answerError } from '#kernel/http.ts';
import { readableText } from '#kernel/readable-text.ts';
import { answerIn } from '#kernel/rest-client.ts';
import type { Job, Launch, Preview, Target } from '#kernel/target.ts';
import { type AwxPorts, type AwxSettings, awxApi } from './api.ts';
import { hasEnded, toJob, wouldChange } from './job.ts';
import { prepare } from './prompts.ts';
import { type AwxTemplate, jobPath, templateOf } from './template.ts';
import { keyOf } from './variables.ts';
import { type AwxJob, awxHostSummariesSchema, awxJobListSchema, awxJobSchema, awxLaunchedSchema, awxTemplateSchema } from './wire.ts';

/** Jobs a page; AWX gives at most 200 (awx/api/pagination.py [S]), and a job with its variables may be large. */
const pageSize = 25;

/** Pages of a template's newest jobs that are looked through for a key: 500 jobs. */
const lookupPages = 20;

/** Talks to one AWX. */
export const awxTarget = (settings: AwxSettings, ports: AwxPorts): Target => {
  const api = awxApi(settings, ports);

  const plan = async (launch: Launch): Promise<Preview> => {
    const template = templateOf(launch.template);
    await prepare(api, launch, template);
    const { name, playbook, limit, summary_fields } = await api.read(template.path, awxTemplateSchema);
    const said = (text: string) => readableText(text, 80);
    const inventory = summary_fields.inventory?.name;
    const changes = [
      `Runs ${template.says}, ${said(name)}`,
      ...(playbook ? [`: playbook ${said(playbook)}`] : []),
      ...(summary_fields.project ? [` of project ${said(summary_fields.project.name)}`] : []),
      ...(inventory === undefined ? [] : [`, on inventory ${said(inventory)}`]),
      ...(limit ? [`, limited to ${said(limit)}`] : []),
      `, and sets ${Object.keys(launch.parameters).join(', ') || 'nothing'}.`,
    ].join('');
    return { changes: readableText(changes, 500), touches: inventory === undefined ? [] : [`inventory ${said(inventory)}`] };
  };

  /** AWX forbids filtering by `extra_vars` (`prevent_search` in its models [S]), so the newest jobs are looked through; a list that leaves the variables out has each job read alone. Jobs that start meanwhile push others to a later page, never past one that was read. */
  const find = async (key: string, template: AwxTemplate, pages: number): Promise<AwxJob | undefined> => {
    for (let page = 1; page <= pages; page += 1) {
      const list = await api.read(`${template.launched}?order_by=-id&page_size=${pageSize}&page=${page}`, awxJobListSchema);
      for (const row of list.results) {
        const job = row.extra_vars === undefined ? await api.read(jobPath(template, String(row.id)), awxJobSchema) : row;
        if (keyOf(job) === key) return job;
      }
      if (list.next === null || list.next === undefined) return undefined;
    }
    return undefined;
  };

  const post = async (template: AwxTemplate, body: unknown): Promise<AwxJob> => {
    const answer = await api.once(`${template.path}launch/`, body);
    const { status } = answer;
    if (status === 400 || status === 404 || status === 405) {
      throw new InputError(`AWX refused the launch with ${status}.`, { reason: `status_${status}` });
    }
    // 5xx may come from a proxy after AWX took the request; 429 and the other 4xx are refusals.
    if (status >= 500) throw new UnknownOutcomeError(`AWX answered ${status} to the launch.`, { reason: `status_${status}` });
    if (status !== 201) throw answerError('AWX', answer);
    const job = answerIn(awxLaunchedSchema, answer);
    if (job === undefined) throw new UnknownOutcomeError('AWX launched something and did not say what.', { reason: 'malformed' });
    if ('extra_vars' in job.ignored_fields) {
      throw new UnknownOutcomeError('AWX launched the job without its variables.', { reason: 'variables_ignored' });
    }
    return job;
  };

  /** 405 says that the job has already ended: nothing left to stop. */
  const cancel = async (jobId: string, template: string): Promise<void> => {
    const answer = await api.again(`${jobPath(templateOf(template), jobId)}cancel/`);
    if (answer.status === 404) throw new NotFoundError('AWX does not know the job.', { reason: 'status_404' });
    if (answer.status !== 202 && answer.status !== 405) throw answerError('AWX', answer);
  };

  /** Looks first, among the newest: AWX itself would launch a second job under the same key. */
  const start = async (launch: Launch, check: boolean): Promise<Job> => {
    const template = templateOf(launch.template);
    const variables = await prepare(api, launch, template, check);
    const known = await find(launch.idempotencyKey, template, 1);
    if (known !== undefined) return toJob(known, template, settings);
    const job = await post(template, { extra_vars: variables, ...(check ? { job_type: 'check' } : {}) });
    if (check && job.job_type !== 'check') {
      await cancel(String(job.id), launch.template).catch(() => undefined); // what is thrown next has it looked up either way
      throw new UnknownOutcomeError('AWX ran the job for real where a check was asked for; it was told to stop.', {
        reason: 'not_a_check',
      });
    }
    return toJob(job, template, settings);
  };

  /** What a finished check found; its job stands whether or not that can be read. */
  const findings = async (path: string): Promise<string> => {
    try {
      return wouldChange(await api.read(`${path}job_host_summaries/?page_size=100`, awxHostSummariesSchema));
    } catch (error) {
      if (error instanceof AppError) return 'What would change could not be read.';
      throw error;
    }
  };

  return {
    id: 'awx',
    plan,
    dryRun: (launch) => start(launch, true),
    launch: (launch) => start(launch, false),
    follow: async (jobId, name) => {
      const template = templateOf(name);
      const path = jobPath(template, jobId);
      const job = await api.read(path, awxJobSchema);
      const finished = job.job_type === 'check' && hasEnded(job);
      return toJob(job, template, settings, finished ? await findings(path) : '');
    },
    lookup: async (key, name) => {
      const template = templateOf(name);
      const job = await find(key, template, lookupPages);
      return job === undefined ? undefined : toJob(job, template, settings);
    },
    cancel,
  };
};
