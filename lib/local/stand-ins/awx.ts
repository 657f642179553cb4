/** Stands in for AWX and for the controller behind the platform's gateway: launches jobs that run for a while and end, over the part of the REST API a launcher uses. */
import type { Scheduler } from '../scheduler.ts';
import { type AwxJobs, awxJobs } from './awx-jobs.ts';
import { type AwxJobRecord, type AwxPrompts, awxHostSummaries, awxJob, awxLaunchOptions, awxTemplate } from './awx-shapes.ts';
import { type AwxSurveyQuestion, acceptVariables } from './awx-survey.ts';
import { jsonResponse, lostResponse, type StandInRequest, type StandInResponse } from './exchange.ts';
import { jsonObject } from './script.ts';

export interface AwxOptions {
  /** The one bearer token it takes; any when absent. */
  readonly token?: string;
  /** The job templates it has; every id when absent. */
  readonly templates?: readonly number[];
  /** Templates without "Prompt on launch" for variables: it drops what it is given, and launches. */
  readonly unprompted?: readonly number[];
  /** Job templates with "Prompt on launch" for their job type: those with a check mode. */
  readonly checkable?: readonly number[];
  /** Surveys by template: `42`, `workflow/7`. */
  readonly surveys?: Readonly<Record<string, readonly AwxSurveyQuestion[]>>;
  /** Tasks that a check finds to change, by host. */
  readonly checkFinds?: Readonly<Record<string, number>>;
  /** Seconds a job waits, then runs. */
  readonly pendingSeconds?: number;
  readonly runSeconds?: number;
  /** Lists leave `extra_vars` out, as newer relatives of AWX do. */
  readonly slimLists?: boolean;
}

/** What happens to the next launch: an answer instead of a job, or a job whose answer gets lost. */
type LaunchFault = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'lost_after' | 'lost_before';

export interface AwxStandIn extends Omit<AwxJobs, 'start' | 'cancel'> {
  /** Faults of the next launches, in order. */
  failLaunches(...faults: readonly LaunchFault[]): void;
  handle(request: StandInRequest): StandInResponse;
}

type Kind = AwxJobRecord['kind'];

const kinds: Readonly<Record<string, Kind>> = {
  jobs: 'job',
  job_templates: 'job',
  workflow_jobs: 'workflow',
  workflow_job_templates: 'workflow',
};

const notFound = jsonResponse(404, { detail: 'Not found.' });

/** The launch's `extra_vars`; AWX also takes them as text, which nobody here sends. */
const variablesOf = (body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  ...Object(body['extra_vars'] ?? {}),
});

/** PageNumberPagination with at most 200 rows a page (awx/api/pagination.py [S]). */
const page = (rows: readonly object[], url: URL): StandInResponse => {
  const size = Math.min(Number(url.searchParams.get('page_size') ?? 25), 200);
  const number = Number(url.searchParams.get('page') ?? 1);
  const from = (number - 1) * size;
  if (number > 1 && from >= rows.length) return jsonResponse(404, { detail: 'Invalid page.' });
  const next = new URL(url);
  next.searchParams.set('page', String(number + 1));
  return jsonResponse(200, {
    count: rows.length,
    next: from + size < rows.length ? `${next.pathname}${next.search}` : null,
    previous: null,
    results: rows.slice(from, from + size),
  });
};

export const awxStandIn = (scheduler: Pick<Scheduler, 'now' | 'after'>, options: AwxOptions = {}): AwxStandIn => {
  const { start, cancel: stop, ...watched } = awxJobs(scheduler, options);
  const faults: LaunchFault[] = [];

  const promptsOf = (kind: Kind, id: number): AwxPrompts => ({
    variables: !(options.unprompted ?? []).includes(id),
    jobType: kind === 'job' && (options.checkable ?? []).includes(id),
    survey: options.surveys?.[kind === 'job' ? String(id) : `workflow/${id}`] ?? [],
  });

  const launch = (kind: Kind, template: number, request: StandInRequest): StandInResponse => {
    const prompts = promptsOf(kind, template);
    if (request.method === 'GET') return jsonResponse(200, awxLaunchOptions(kind, template, prompts));
    const fault = faults.shift();
    if (fault === 'lost_before') return lostResponse;
    if (fault !== undefined && fault !== 'lost_after') return jsonResponse(fault.status, { detail: 'scripted' }, fault.headers);
    const body = jsonObject(request.body === '' ? '{}' : request.body);
    if (body === undefined) return jsonResponse(400, { detail: 'JSON parse error' });
    const { accepted, ignored, errors } = acceptVariables(variablesOf(body), prompts.survey, prompts.variables);
    if (errors.length > 0) return jsonResponse(400, { variables_needed_to_start: errors });
    const unasked = body['job_type'] !== undefined && !prompts.jobType;
    const job = start(kind, template, body['job_type'] === 'check' && prompts.jobType ? 'check' : 'run', accepted);
    if (fault === 'lost_after') return lostResponse;
    return jsonResponse(201, {
      [kind === 'job' ? 'job' : 'workflow_job']: job.id,
      ignored_fields: {
        ...(Object.keys(ignored).length > 0 ? { extra_vars: ignored } : {}),
        ...(unasked ? { job_type: body['job_type'] } : {}),
      },
      ...awxJob(job),
    });
  };

  const list = (kind: Kind, url: URL, template?: number): StandInResponse => {
    const query = url.searchParams;
    if ([...query.keys()].some((key) => key.startsWith('extra_vars'))) {
      return jsonResponse(403, { detail: 'Filtering on extra_vars is not allowed.' });
    }
    const wanted = template ?? (query.has('job_template') ? Number(query.get('job_template')) : undefined);
    const found = watched.jobs().filter((job) => job.kind === kind && (wanted === undefined || job.template === wanted));
    if (query.get('order_by') === '-id') found.reverse();
    const rows = found.map((job) => {
      const { extra_vars, ...rest } = awxJob(job);
      return options.slimLists === true ? rest : { ...rest, extra_vars };
    });
    return page(rows, url);
  };

  const cancel = (job: AwxJobRecord, method: string): StandInResponse => {
    if (method === 'GET') return jsonResponse(200, { can_cancel: job.finishedAt === undefined });
    if (!stop(job.id)) return jsonResponse(405, { detail: 'Method "POST" not allowed.' });
    return { status: 202, headers: {}, body: '' };
  };

  const ofTemplate = (kind: Kind, id: number, what: string, request: StandInRequest, url: URL): StandInResponse => {
    if (kind === 'job' && options.templates !== undefined && !options.templates.includes(id)) return notFound;
    const prompts = promptsOf(kind, id);
    switch (what) {
      case 'launch':
        return launch(kind, id, request);
      case 'jobs':
      case 'workflow_jobs':
        return list(kind, url, id);
      case 'survey_spec':
        return jsonResponse(200, prompts.survey.length === 0 ? {} : { name: '', description: '', spec: prompts.survey });
      default:
        return jsonResponse(200, awxTemplate(kind, id, prompts));
    }
  };

  const answer = (request: StandInRequest, url: URL): StandInResponse => {
    const [place = '', id = '', what = ''] = url.pathname.replace(/^.*\/api\/(?:controller\/)?v2\//, '').split('/');
    const kind = kinds[place];
    if (kind === undefined) return notFound;
    if (place.endsWith('templates')) return ofTemplate(kind, Number(id), what, request, url);
    if (id === '') return list(kind, url);
    const job = watched.jobs().find((candidate) => candidate.kind === kind && String(candidate.id) === id);
    if (job === undefined) return notFound;
    if (what === 'cancel') return cancel(job, request.method);
    if (what === 'job_host_summaries') return jsonResponse(200, awxHostSummaries(job, options.checkFinds ?? { 'payment-1': 1 }));
    return jsonResponse(200, awxJob(job));
  };

  return {
    ...watched,
    failLaunches: (...more) => {
      faults.push(...more);
    },
    handle: (request) => {
      const [scheme, token = ''] = (request.headers['authorization'] ?? '').split(' ');
      const allowed = scheme === 'Bearer' && token !== '' && (options.token === undefined || token === options.token);
      if (!allowed)
        return jsonResponse(401, { detail: 'Authentication credentials were not provided.' }, { 'www-authenticate': 'Bearer realm=api' });
      return answer(request, new URL(request.url));
    },
  };
};
