/** The jobs of the AWX stand-in: each waits, runs, and ends as scripted. */
import type { Scheduler } from '../scheduler.ts';
import type { AwxJobRecord } from './awx-shapes.ts';

/** `never` runs until it is cancelled. A cancelled job ends when the task it is at is over, and some never do. */
export type AwxJobEnd = 'successful' | 'failed' | 'never' | 'never, slow to stop' | 'never, unstoppable' | 'when it is to stop';
type Listener = (job: Readonly<AwxJobRecord>) => void;

export interface AwxJobs {
  jobs(): Readonly<AwxJobRecord>[];
  start(
    kind: AwxJobRecord['kind'],
    template: number,
    jobType: AwxJobRecord['jobType'],
    extraVars: AwxJobRecord['extraVars'],
  ): Readonly<AwxJobRecord>;
  /** False for a job that has ended. */
  cancel(id: number): boolean;
  /** Ends of the next jobs, in order; `successful` afterwards. */
  endJobs(...ends: readonly AwxJobEnd[]): void;
  onLaunch(listener: Listener): void;
  onFinish(listener: Listener): void;
}

/** How long a job that is slow to stop goes on. */
const slowStopMs = 20_000;

export const awxJobs = (
  scheduler: Pick<Scheduler, 'now' | 'after'>,
  { pendingSeconds = 2, runSeconds = 20 }: { readonly pendingSeconds?: number; readonly runSeconds?: number },
): AwxJobs => {
  const jobs: AwxJobRecord[] = [];
  const ends: AwxJobEnd[] = [];
  const endOf = new Map<number, AwxJobEnd>();
  const launchListeners: Listener[] = [];
  const finishListeners: Listener[] = [];

  const finish = (job: AwxJobRecord, status: 'successful' | 'failed' | 'canceled'): void => {
    if (job.finishedAt !== undefined) return;
    job.status = status;
    job.finishedAt = scheduler.now();
    for (const listener of finishListeners) listener(job);
  };

  return {
    jobs: () => jobs.map((job) => ({ ...job })),
    start: (kind, template, jobType, extraVars) => {
      // One sequence of ids for jobs of every kind, as in AWX.
      const job: AwxJobRecord = { id: jobs.length + 1, kind, template, jobType, extraVars, createdAt: scheduler.now(), status: 'pending' };
      jobs.push(job);
      const end = ends.shift() ?? 'successful';
      endOf.set(job.id, end);
      scheduler.after(pendingSeconds * 1000, `awx job ${job.id} starts`, () => {
        if (job.status !== 'pending') return;
        job.status = 'running';
        job.startedAt = scheduler.now();
      });
      if (end === 'successful' || end === 'failed')
        scheduler.after((pendingSeconds + runSeconds) * 1000, `awx job ${job.id} ends`, () => finish(job, end));
      for (const listener of launchListeners) listener(job);
      return { ...job };
    },
    cancel: (id) => {
      const job = jobs.find((candidate) => candidate.id === id);
      if (job === undefined || job.finishedAt !== undefined) return false;
      const end = endOf.get(id);
      if (end === 'when it is to stop') finish(job, 'successful');
      else if (end === 'never, slow to stop') scheduler.after(slowStopMs, `awx job ${id} stops`, () => finish(job, 'canceled'));
      else if (end !== 'never, unstoppable') finish(job, 'canceled');
      return true;
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
  };
};
