/** The AWX target: runs job templates over AWX's REST API. */
import type * as z from 'zod';
import { InputError, NotFoundError, UnknownOutcomeError, UpstreamError } from '#kernel/errors.ts';
import { answerError, type Http, type HttpAnswer, repeatable } from '#kernel/http.ts';
import type { Job, Launch, Preview, Target } from '#kernel/target.ts';
import {
  type AwxJob,
  awxJobListSchema,
  awxJobSchema,
  awxLaunchedSchema,
  awxLaunchOptionsSchema,
  keyOf,
  keyVariable,
  toJob,
} from './wire.ts';

interface AwxPorts {
  readonly http: Http;
  readonly token: () => Promise<string>;
}

/** The newest jobs of a template that are looked through for a key. */
const lookupDepth = 25;

const parsed = <Schema extends z.ZodType>(schema: Schema, answer: HttpAnswer): z.infer<Schema> | undefined => {
  try {
    return schema.safeParse(JSON.parse(answer.body)).data;
  } catch {
    return undefined; // not JSON: the caller says what that means
  }
};

/** Ids go into paths: digits only. */
const digits = (text: string): string => {
  if (!/^[0-9]{1,18}$/.test(text)) throw new InputError('An AWX id is a number.', { reason: 'id' });
  return text;
};

/** Talks to one AWX. */
export const awxTarget = (settings: { readonly url: string }, ports: AwxPorts): Target => {
  const base = settings.url.replace(/\/+$/, '');
  const call = async (http: Http, method: 'GET' | 'POST', path: string, body?: unknown): Promise<HttpAnswer> =>
    http({
      method,
      url: `${base}/api/v2/${path}`,
      headers: {
        authorization: `Bearer ${await ports.token()}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const careful = repeatable(ports.http);

  const read = async <Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> => {
    const answer = await call(careful, 'GET', path);
    if (answer.status === 404) throw new NotFoundError('AWX does not know it.', { reason: 'status_404' });
    if (answer.status !== 200) throw answerError('AWX', answer);
    const value = parsed(schema, answer);
    if (value === undefined) throw new UpstreamError('AWX answered in a form it should not have.', { reason: 'malformed', status: 200 });
    return value;
  };

  /** Asks beforehand, because AWX drops variables a template does not prompt for and launches all the same. */
  const checkPrompts = async (template: string): Promise<void> => {
    try {
      const options = await read(`job_templates/${template}/launch/`, awxLaunchOptionsSchema);
      if (!options.ask_variables_on_launch) {
        throw new InputError('The job template must have "Prompt on launch" set for its variables.', { reason: 'no_prompt' });
      }
      if (!options.can_start_without_user_input) {
        throw new InputError('The job template asks for input this launch cannot give.', { reason: 'needs_input' });
      }
    } catch (error) {
      if (error instanceof NotFoundError) throw new InputError('AWX has no such job template.', { reason: 'template' });
      throw error;
    }
  };

  const plan = async ({ template }: Launch): Promise<Preview> => {
    await checkPrompts(digits(template));
    return { changes: `Runs job template ${template}.`, touches: [] };
  };

  const launch = async ({ template, parameters, idempotencyKey }: Launch): Promise<Job> => {
    const id = digits(template);
    await checkPrompts(id);
    const answer = await call(ports.http, 'POST', `job_templates/${id}/launch/`, {
      extra_vars: { ...parameters, [keyVariable]: idempotencyKey },
    });
    if (answer.status === 400 || answer.status === 404 || answer.status === 405) {
      throw new InputError(`AWX refused the launch with ${answer.status}.`, { reason: `status_${answer.status}` });
    }
    // 5xx may come from a proxy after AWX took the request; 429 and the other 4xx are refusals.
    if (answer.status >= 500)
      throw new UnknownOutcomeError(`AWX answered ${answer.status} to the launch.`, { reason: `status_${answer.status}` });
    if (answer.status !== 201) throw answerError('AWX', answer);
    const job = parsed(awxLaunchedSchema, answer);
    if (job === undefined) throw new UnknownOutcomeError('AWX launched something and did not say what.', { reason: 'malformed' });
    if ('extra_vars' in job.ignored_fields) {
      throw new UnknownOutcomeError('AWX launched the job without its variables.', { reason: 'variables_ignored' });
    }
    return toJob(job, base);
  };

  const follow = async (jobId: string): Promise<Job> => toJob(await read(`jobs/${digits(jobId)}/`, awxJobSchema), base);

  /** AWX forbids filtering by `extra_vars` (`prevent_search` in its models [S]), so the newest jobs are looked through; a list that leaves the variables out has each job read alone. */
  const lookup = async (idempotencyKey: string, template: string): Promise<Job | undefined> => {
    const list = await read(`job_templates/${digits(template)}/jobs/?order_by=-id&page_size=${lookupDepth}`, awxJobListSchema);
    for (const row of list.results) {
      const job: AwxJob = row.extra_vars === undefined ? await read(`jobs/${row.id}/`, awxJobSchema) : row;
      if (keyOf(job) === idempotencyKey) return toJob(job, base);
    }
    return undefined;
  };

  /** 405 says that the job has already ended: nothing left to stop. */
  const cancel = async (jobId: string): Promise<void> => {
    const answer = await call(careful, 'POST', `jobs/${digits(jobId)}/cancel/`);
    if (answer.status === 404) throw new NotFoundError('AWX does not know the job.', { reason: 'status_404' });
    if (answer.status !== 202 && answer.status !== 405) throw answerError('AWX', answer);
  };

  return { id: 'awx', plan, launch, follow, lookup, cancel };
};
