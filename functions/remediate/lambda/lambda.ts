/** The lambda target: calls an operator's own function, which remembers by key what it started. */
import { InputError, NotFoundError, UnknownOutcomeError, UpstreamError } from '#kernel/errors.ts';
import type { FunctionAnswer, FunctionName, Functions } from '#kernel/functions.ts';
import type { Job, Launch, Target } from '#kernel/target.ts';
import { functionOf, longestAnswer, type Mode, type RunbookCall, runbookAnswerSchema, toJob } from './wire.ts';

/** Begins the id of a run that ended in the function's own error: it is known to have failed, and the function is not asked again. */
const crashed = 'crashed/';

const nameOf = (template: string): FunctionName => {
  const name = functionOf(template);
  if (name === undefined) throw new InputError('A function is named by its name, with :alias where there is one.', { reason: 'template' });
  return name;
};

/** Undefined for what breaks the contract. */
const readAnswer = (payload: string) => {
  if (payload.length > longestAnswer) return undefined;
  try {
    return runbookAnswerSchema.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined; // not JSON
  }
};

/** What the function's own time limit is called [D: Lambda's developer guide]. */
const ranOut = 'Sandbox.Timedout';

const startedBy = (answer: FunctionAnswer, key: string): Job => {
  if (answer.kind === 'failed') {
    if (answer.type === ranOut) throw new UnknownOutcomeError('The function took too long.', { reason: 'function_timeout' });
    return { id: `${crashed}${key}`, status: 'failed', detail: `The function ended in an error: ${answer.type}.` };
  }
  const read = readAnswer(answer.payload);
  const job = read === undefined ? undefined : toJob(key, read);
  if (job === undefined) throw new UnknownOutcomeError('The function did not say what it did.', { reason: 'malformed' });
  return job;
};

export const lambdaTarget = (functions: Functions): Target => {
  const start = async (mode: Mode, { template, parameters, idempotencyKey }: Launch, past?: RunbookCall['past']): Promise<Job> => {
    const call: RunbookCall = { mode, runbook: template, idempotencyKey, parameters, ...(past === undefined ? {} : { past }) };
    return startedBy(await functions.start(nameOf(template), call), idempotencyKey);
  };

  const ask = async (mode: 'status' | 'cancel', idempotencyKey: string, template: string): Promise<Job | undefined> => {
    const call: RunbookCall = { mode, runbook: template, idempotencyKey };
    const answer = await functions.ask(nameOf(template), call);
    if (answer.kind === 'failed')
      throw new UpstreamError(`The function ended in an error: ${answer.type}.`, { reason: 'function_error', retryable: true });
    const read = readAnswer(answer.payload);
    if (read === undefined) throw new UpstreamError('The function broke its contract.', { reason: 'malformed', status: 200 });
    return toJob(idempotencyKey, read);
  };

  /** The same about a run that must be there. */
  const askAfter = async (mode: 'status' | 'cancel', jobId: string, template: string): Promise<Job> => {
    if (jobId.startsWith(crashed)) return { id: jobId, status: 'failed', detail: 'The function ended in an error.' };
    const job = await ask(mode, jobId, template);
    if (job === undefined) throw new NotFoundError('The function does not know the run.', { reason: 'unknown' });
    return job;
  };

  return {
    id: 'lambda',
    plan: async ({ template }) => {
      try {
        await functions.check(nameOf(template));
      } catch (error) {
        if (error instanceof NotFoundError) throw new InputError('Lambda has no such function.', { reason: 'template' });
        throw error;
      }
      return { changes: `Calls function ${template}; what it would change its dry run says.`, touches: [] };
    },
    dryRun: (launch) => start('dry_run', launch),
    launch: (launch) => start('run', launch),
    follow: (jobId, template) => askAfter('status', jobId, template),
    lookup: (idempotencyKey, template) => ask('status', idempotencyKey, template),
    cancel: async (jobId, template) => {
      await askAfter('cancel', jobId, template);
    },
    undo: (launch, past) => start('undo', launch, { idempotencyKey: past.jobId }),
  };
};
