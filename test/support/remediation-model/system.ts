/** The system a runbook runs on, as far as it matters to a workflow: jobs that were accepted, and what can happen to a call. */
import { InputError, NotFoundError, UnknownOutcomeError, UpstreamError } from '#kernel/errors.ts';
import type { Job, JobStatus, Launch, Target } from '#kernel/target.ts';

/** What a job is for. */
export type Purpose = 'dry_run' | 'run' | 'undo';

export interface SystemJob {
  readonly id: string;
  readonly key: string;
  /** Which execution started it. */
  readonly by: string;
  readonly purpose: Purpose;
  readonly status: JobStatus;
  readonly parameters: Launch['parameters'];
  /** When a start that was long on its way is seen: milliseconds since the epoch. */
  readonly appearsAt: number;
  /** Told to stop, which it obeys in its own time; and whether that is at once. */
  readonly told?: boolean;
  readonly obeys?: boolean;
}

/** What becomes of the next call: nobody there; no answer, before or after its effect, or with an effect a minute later; or a no for good. */
export type Fate = 'well' | 'down' | 'unanswered before' | 'unanswered after' | 'late' | 'refused';

/** Where jobs are kept and fates are decided. */
export interface System {
  /** The execution that calls. */
  readonly by: string;
  now(): number;
  jobs(): readonly SystemJob[];
  keep(jobs: readonly SystemJob[]): void;
  /** Of the next call of a method. */
  fate(method: keyof Target): Fate;
  /** Sees every job that is accepted. */
  accepted(job: SystemJob): void;
  /** Sees every job that is told to stop, each time. */
  told?(job: SystemJob): void;
}

/** The template that turns the other round. */
const undoTemplate = '43';
const lateMs = 60_000;

const seen = ({ id, status }: SystemJob): Job => ({ id, status, detail: `It says ${status}.` });

const refuse = (fate: Fate): void => {
  if (fate === 'down') throw new UpstreamError('Nobody is there.', { reason: 'down' });
  if (fate === 'refused') throw new InputError('It never can.', { reason: 'refused' });
  if (fate === 'unanswered before') throw new UnknownOutcomeError('No answer.', { reason: 'silence' });
};

const start = (system: System, method: keyof Target, purpose: Purpose, { idempotencyKey: key, parameters }: Launch): Job => {
  const fate = system.fate(method);
  refuse(fate);
  const jobs = system.jobs();
  const appearsAt = system.now() + (fate === 'late' ? lateMs : 0);
  const job: SystemJob = { id: String(jobs.length + 1), key, by: system.by, purpose, status: 'running', parameters, appearsAt };
  system.keep([...jobs, job]);
  system.accepted(job);
  if (fate === 'well') return seen(job);
  throw new UnknownOutcomeError('No answer.', { reason: 'silence' });
};

/** The target of a system; `without` leaves out what it cannot do. */
export const systemTarget = (system: System, without: readonly ('dryRun' | 'snapshot' | 'undo')[] = []): Target => {
  const known = (jobId: string): SystemJob => {
    const job = system.jobs().find(({ id }) => id === jobId);
    if (job === undefined) throw new NotFoundError('No such job.', { reason: 'job' });
    return job;
  };
  const target: Required<Omit<Target, 'settle'>> = {
    id: 'awx',
    plan: async () => {
      refuse(system.fate('plan'));
      return { changes: 'Restarts three pods.', touches: ['payment'] };
    },
    dryRun: async (launch) => start(system, 'dryRun', 'dry_run', launch),
    snapshot: async () => {
      refuse(system.fate('snapshot'));
      return 'revision 7';
    },
    launch: async (launch) => start(system, 'launch', launch.template === undoTemplate ? 'undo' : 'run', launch),
    undo: async (launch) => start(system, 'undo', 'undo', launch),
    follow: async (jobId) => {
      refuse(system.fate('follow'));
      return seen(known(jobId));
    },
    lookup: async (key) => {
      refuse(system.fate('lookup'));
      const job = system.jobs().find((each) => each.key === key && each.appearsAt <= system.now());
      return job && seen(job);
    },
    cancel: async (jobId) => {
      refuse(system.fate('cancel'));
      const job = known(jobId);
      if (job.status !== 'running') return;
      const now: SystemJob = job.obeys ? { ...job, status: 'cancelled' } : { ...job, told: true };
      system.keep(system.jobs().map((each) => (each === job ? now : each)));
      system.told?.(now);
    },
  };
  return Object.fromEntries(Object.entries(target).filter(([name]) => !(without as readonly string[]).includes(name))) as unknown as Target;
};
