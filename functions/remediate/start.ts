/** Starts a job once, be it a dry run, a run or an undo, and finds out what became of a start nobody answered for. */
import { AppError, ConfigError, UnknownOutcomeError } from '#kernel/errors.ts';
import { startKey } from '#kernel/runbook.ts';
import type { Job, Launch, Target } from '#kernel/target.ts';
import type { InputOf, Phase } from './input.ts';
import type { Plan } from './plan.ts';
import { audit, type RemediatePorts } from './ports.ts';

/** The configured target of a plan; ConfigError when policy has lost it since. */
export const targetOf = (plan: Plan, ports: Pick<RemediatePorts, 'targets'>): Target => {
  const target = ports.targets.get(plan.target);
  if (target === undefined) throw new ConfigError(`Target ${plan.target} is not configured.`, { reason: 'target' });
  return target;
};

interface Planned {
  readonly incidentId: string;
  readonly execution: string;
  readonly plan: Plan;
}

/** What is run in a phase: an undo by another runbook has its own template and parameters. */
export const launchOf = (input: Pick<Planned, 'execution' | 'plan'>, phase: Phase): Launch => {
  const { plan } = input;
  const inverse = phase === 'undo' && plan.undo?.by === 'runbook' ? plan.undo : undefined;
  const { template, parameters } = inverse ?? plan;
  return { template, parameters, idempotencyKey: startKey(phase, input.execution, plan.rule) };
};

/** As above; systems that keep a record of their own are told besides whose it is, and where more is written. */
export const toldLaunch = (input: Planned, phase: Phase, target: Target, { publicUrl }: Pick<RemediatePorts, 'publicUrl'>): Launch => {
  const launch = launchOf(input, phase);
  if (target.settle === undefined) return launch;
  const { incidentId, plan } = input;
  const ours = {
    streamwarden_incident: incidentId,
    streamwarden_summary: plan.description,
    ...(publicUrl === undefined ? {} : { streamwarden_link: `${publicUrl}/v1/incidents/${incidentId}/audit` }),
  };
  return { ...launch, parameters: { ...launch.parameters, ...ours } };
};

const kinds = { dry_run: 'remediation_tried', run: 'remediation_launched', undo: 'remediation_undoing' } as const;

const started = async (
  input: InputOf<'dry_run' | 'launch' | 'undo' | 'look_up'>,
  phase: Phase,
  ports: RemediatePorts,
  job: Job,
  how: string,
) => {
  const { plan } = input;
  await audit(ports, input, kinds[phase], `${how} ${plan.summary}`, {
    target: plan.target,
    job: job.id,
    ...(job.url === undefined ? {} : { url: job.url }),
  });
  return { jobId: job.id, startedAt: ports.clock.now() };
};

const claimOf = (key: string, attempt: number): string => (attempt === 1 ? `launch/${key}` : `launch/${key}/${attempt}`);

const words = { dry_run: 'Tried dry.', run: 'Launched.', undo: 'Being taken back.' } as const;

/** Not started; `needed` tells what is over from what was held back. */
export interface NotStarted {
  readonly started: false;
  readonly needed: boolean;
  readonly reason: string;
}

/** How a start is made, and why it may not be made at this moment. */
interface Start {
  readonly heldBack: () => Promise<NotStarted | undefined>;
  readonly start: (target: Target, launch: Launch) => Promise<Job>;
}

const surelyNotStarted = (error: unknown): boolean => error instanceof AppError && !(error instanceof UnknownOutcomeError);

/**
 * Starts it, unless it is held back. A claim taken before anything is asked makes a repeat of this step an unknown outcome, never a second
 * start and never "not needed" about what already runs; only a failure that surely started nothing gives the claim back.
 */
export const startOnce = async (
  input: InputOf<'dry_run' | 'launch' | 'undo'>,
  phase: Phase,
  ports: RemediatePorts,
  { heldBack, start }: Start,
) => {
  const target = targetOf(input.plan, ports);
  const launch = toldLaunch(input, phase, target, ports);
  const claim = claimOf(launch.idempotencyKey, input.attempt);
  if (!(await ports.store.claimDelivery(claim, ports.clock.now()))) {
    // The workflow knows by these words that the attempt died, and did not hear that its outcome is unknown.
    throw new UnknownOutcomeError('An earlier attempt may have launched it.', { reason: 'launch_claimed' });
  }
  let job: Job;
  try {
    const held = await heldBack();
    if (held !== undefined) {
      await ports.store.releaseDelivery(claim);
      return held;
    }
    job = await start(target, launch);
  } catch (error) {
    if (surelyNotStarted(error)) await ports.store.releaseDelivery(claim);
    throw error;
  }
  // It runs: when this cannot be written down, the claim stays, and a repeat finds the job by its key.
  return { started: true as const, ...(await started(input, phase, ports, job, words[phase])) };
};

/** The job started under this execution's key, if the target knows one. */
export const lookUp = async (input: InputOf<'look_up'>, ports: RemediatePorts) => {
  const { idempotencyKey, template } = launchOf(input, input.phase);
  const job = await targetOf(input.plan, ports).lookup(idempotencyKey, template);
  if (job === undefined) return { found: false };
  return { found: true, ...(await started(input, input.phase, ports, job, 'The start went unanswered; the job was found by its key.')) };
};
