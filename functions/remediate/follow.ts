/** Watches a job to its end, or stops it when it takes too long. */
import { inWords } from '#kernel/minutes.ts';
import type { JobStatus } from '#kernel/target.ts';
import type { InputOf } from './input.ts';
import { targetOf } from './launch.ts';
import { audit, type RemediatePorts } from './ports.ts';

const ended: ReadonlySet<JobStatus> = new Set(['succeeded', 'failed', 'cancelled']);

/** `state`: `running` look again, `succeeded`, `failed` (also when somebody cancelled it), `late` stop it. `finishedAt` is when we saw the end, ms epoch. */
export const follow = async (input: InputOf<'follow'>, ports: RemediatePorts) => {
  const { plan, jobId } = input;
  const job = await targetOf(plan, ports).follow(jobId, plan.template);
  const now = ports.clock.now();
  if (!ended.has(job.status)) {
    const late = now - input.launchedAt >= plan.timeoutSeconds * 1000;
    return {
      state: late ? 'late' : 'running',
      status: job.status,
      finishedAt: now,
      problem: `Job ${jobId} took longer than ${inWords(plan.timeoutSeconds / 60)}.`,
    };
  }
  await audit(ports, input, 'remediation_finished', `Job ${jobId} on ${plan.target} ended: ${job.status}.`, {
    job: jobId,
    status: job.status,
  });
  const state = job.status === 'succeeded' ? 'succeeded' : 'failed';
  return { state, status: job.status, finishedAt: now, problem: `Job ${jobId} on ${plan.target} ended: ${job.status}.` };
};

/** Asks the target to stop the job. */
export const stop = async (input: InputOf<'stop'>, ports: RemediatePorts) => {
  await targetOf(input.plan, ports).cancel(input.jobId, input.plan.template);
  await audit(ports, input, 'remediation_finished', `Job ${input.jobId} took too long and was stopped.`, {
    job: input.jobId,
    status: 'cancelled',
  });
  return { stopped: true };
};
