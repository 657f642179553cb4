/** Stands in for AWX: launches jobs that run for a while and end, over the part of its REST API a launcher uses. */
import type { Scheduler } from '../scheduler.ts';
import { type AwxJobRecord, awxJob, awxLaunchOptions } from './awx-shapes.ts';
import { jsonResponse, lostResponse, type StandInRequest, type StandInResponse } from './exchange.ts';

export interface AwxOptions {
  /** The one bearer token it takes; any when absent. */
  readonly token?: string;
  /** The job templates it has; every id when absent. */
  readonly templates?: readonly number[];
  /** Templates without "Prompt on launch" for variables: it drops what it is given, and launches. */
  readonly unprompted?: readonly number[];
  /** Seconds a job waits, then runs. */
  readonly pendingSeconds?: number;
  readonly runSeconds?: number;
  /** Lists leave `extra_vars` out, as newer relatives of AWX do. */
  readonly slimLists?: boolean;
}

/** What happens to the next launch: an answer instead of a job, or a job whose answer gets lost. */
type LaunchFault = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'lost_after' | 'lost_before';

export interface AwxStandIn {
  jobs(): readonly Readonly<AwxJobRecord>[];
  /** Faults of the next launches, in order. */
  failLaunches(...faults: readonly LaunchFault[]): void;
  /** Ends of the next jobs, in order; `successful` afterwards. `never` keeps running. */
  endJobs(...ends: readonly ('successful' | 'failed' | 'never')[]): void;
  onLaunch(listener: (job: Readonly<AwxJobRecord>) => void): void;
  onFinish(listener: (job: Readonly<AwxJobRecord>) => void): void;
  handle(request: StandInRequest): StandInResponse;
}

const notFound = jsonResponse(404, { detail: 'Not found.' });

/** The launch's `extra_vars`; undefined when the body is no JSON object. AWX also takes them as text, which nobody here sends. */
const variablesOf = (body: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    return { ...Object(Reflect.get(parsed, 'extra_vars') ?? {}) };
  } catch {
    return undefined;
  }
};

export const awxStandIn = (scheduler: Pick<Scheduler, 'now' | 'after'>, options: AwxOptions = {}): AwxStandIn => {
  const { pendingSeconds = 2, runSeconds = 20 } = options;
  const jobs: AwxJobRecord[] = [];
  const faults: LaunchFault[] = [];
  const ends: ('successful' | 'failed' | 'never')[] = [];
  const launchListeners: ((job: Readonly<AwxJobRecord>) => void)[] = [];
  const finishListeners: ((job: Readonly<AwxJobRecord>) => void)[] = [];

  const finish = (job: AwxJobRecord, status: 'successful' | 'failed' | 'canceled'): void => {
    if (job.finishedAt !== undefined) return;
    job.status = status;
    job.finishedAt = scheduler.now();
    for (const listener of finishListeners) listener(job);
  };

  const start = (template: number, extraVars: Readonly<Record<string, unknown>>): AwxJobRecord => {
    const job: AwxJobRecord = { id: jobs.length + 1, template, extraVars, createdAt: scheduler.now(), status: 'pending' };
    jobs.push(job);
    const end = ends.shift() ?? 'successful';
    scheduler.after(pendingSeconds * 1000, `awx job ${job.id} starts`, () => {
      if (job.status !== 'pending') return;
      job.status = 'running';
      job.startedAt = scheduler.now();
    });
    if (end !== 'never') {
      scheduler.after((pendingSeconds + runSeconds) * 1000, `awx job ${job.id} ends`, () => finish(job, end));
    }
    for (const listener of launchListeners) listener(job);
    return job;
  };

  const launch = (template: number, request: StandInRequest): StandInResponse => {
    const prompts = !(options.unprompted ?? []).includes(template);
    if (request.method === 'GET') return jsonResponse(200, awxLaunchOptions(template, prompts));
    const fault = faults.shift();
    if (fault === 'lost_before') return lostResponse;
    if (fault !== undefined && fault !== 'lost_after') return jsonResponse(fault.status, { detail: 'scripted' }, fault.headers);
    const given = variablesOf(request.body);
    if (given === undefined) return jsonResponse(400, { detail: 'JSON parse error' });
    const job = start(template, prompts ? given : {});
    if (fault === 'lost_after') return lostResponse;
    return jsonResponse(201, { job: job.id, ignored_fields: prompts ? {} : { extra_vars: given }, ...awxJob(job) });
  };

  const list = (query: URLSearchParams, template?: number): StandInResponse => {
    if ([...query.keys()].some((key) => key.startsWith('extra_vars'))) {
      return jsonResponse(403, { detail: 'Filtering on extra_vars is not allowed.' });
    }
    const wanted = template ?? (query.has('job_template') ? Number(query.get('job_template')) : undefined);
    const found = jobs.filter((job) => wanted === undefined || job.template === wanted);
    if (query.get('order_by') === '-id') found.reverse();
    const results = found.slice(0, Number(query.get('page_size') ?? 25)).map((job) => {
      const { extra_vars, ...rest } = awxJob(job);
      return options.slimLists === true ? rest : { ...rest, extra_vars };
    });
    return jsonResponse(200, { count: found.length, next: null, previous: null, results });
  };

  const cancel = (job: AwxJobRecord, method: string): StandInResponse => {
    if (method === 'GET') return jsonResponse(200, { can_cancel: job.finishedAt === undefined });
    if (job.finishedAt !== undefined) return jsonResponse(405, { detail: 'Method "POST" not allowed.' });
    finish(job, 'canceled');
    return { status: 202, headers: {}, body: '' };
  };

  const answer = (request: StandInRequest, url: URL): StandInResponse => {
    const [kind, id, what] = url.pathname.replace(/^.*\/api\/v2\//, '').split('/');
    if (kind === 'job_templates' && id !== undefined) {
      const template = Number(id);
      if (options.templates !== undefined && !options.templates.includes(template)) return notFound;
      if (what === 'launch') return launch(template, request);
      if (what === 'jobs') return list(url.searchParams, template);
    }
    if (kind === 'jobs' && (id ?? '') === '') return list(url.searchParams);
    const job = kind === 'jobs' ? jobs.find((candidate) => String(candidate.id) === id) : undefined;
    if (job === undefined) return notFound;
    return what === 'cancel' ? cancel(job, request.method) : jsonResponse(200, awxJob(job));
  };

  return {
    jobs: () => jobs.map((job) => ({ ...job })),
    failLaunches: (...more) => {
      faults.push(...more);
    },
    endJobs: (...more) => {
      ends.push(...more);
    },
    onLaunch: (listener) => {
      launchListeners.push(listener);
    },
    onFinish: (listener) => {
      finishListeners.push(listener);
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
