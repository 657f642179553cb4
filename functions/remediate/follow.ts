/** Watches a job to its end, or stops it when it takes too long or a person says so. */
import { inWords } from '#kernel/minutes.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { JobStatus } from '#kernel/target.ts';
import type { InputOf } from './input.ts';
import { hold } from './lock.ts';
import type { RemediatePolicy } from './match-rule.ts';
import { stopped } from './may-act.ts';
import { audit, type RemediatePorts } from './ports.ts';
import { launchOf, targetOf } from './start.ts';

const ended: ReadonlySet<JobStatus> = new Set(['succeeded', 'failed', 'cancelled']);

const kinds = { dry_run: 'remediation_tried', run: 'remediation_finished', undo: 'remediation_undone' } as const;

/**
 * `state`: `running` look again, `succeeded`, `failed` (also when somebody cancelled it), `late` and `stopped` stop it. `finishedAt` is
 * when we saw the end, ms epoch; `detail` the target's own words.
 */
export const follow = async (input: InputOf<'follow'>, ports: RemediatePorts, policy: RemediatePolicy) => {
  const { plan, phase, jobId, incidentId } = input;
  const job = await targetOf(plan, ports).follow(jobId, launchOf(input, phase).template);
  const finishedAt = ports.clock.now();
  const detail = readableText(job.detail ?? '', 500);
  if (!ended.has(job.status)) {
    const stop = await stopped(incidentId, ports, policy);
    if (stop !== undefined) return { state: 'stopped', detail, finishedAt, problem: stop };
    const late = finishedAt - input.startedAt >= plan.timeoutSeconds * 1000;
    return {
      state: late ? 'late' : 'running',
      detail,
      finishedAt,
      problem: `Job ${jobId} took longer than ${inWords(plan.timeoutSeconds / 60)}.`,
    };
  }
  const problem = `Job ${jobId} on ${plan.target} ended: ${job.status}.`;
  await audit(ports, input, kinds[phase], `${problem} ${detail}`.trim(), { job: jobId, status: job.status }, { about: 'end' });
  return { state: job.status === 'succeeded' ? 'succeeded' : 'failed', detail, finishedAt, problem };
};

/**
 * Tells the target to stop the job, and sees how it ended. `state`: `stopping` tell it again later; else its end, which is not
 * `cancelled` where it was over before. After a person's stop of a dry run nothing more is done: the lock is left after the cooldown.
 */
export const stop = async (input: InputOf<'stop'>, ports: RemediatePorts) => {
  const { plan, phase, jobId } = input;
  const target = targetOf(plan, ports);
  const { template } = launchOf(input, phase);
  await target.cancel(jobId, template);
  const { status } = await target.follow(jobId, template);
  const finishedAt = ports.clock.now();
  if (phase === 'dry_run' && input.byPerson) await hold(ports, plan, input.execution, plan.cooldownSeconds);
  if (!ended.has(status)) return { state: 'stopping', finishedAt };
  const reason = status === 'cancelled' ? `Job ${jobId} was stopped.` : `Job ${jobId} on ${plan.target} ended: ${status}.`;
  await audit(ports, input, kinds[phase], reason, { job: jobId, status }, { about: 'end' });
  return { state: status, finishedAt };
};
