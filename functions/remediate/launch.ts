/** Starts the runbook once, and finds out what became of a start nobody answered for. */
import { AppError, ConfigError, UnknownOutcomeError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { Job, Target } from '#kernel/target.ts';
import type { InputOf } from './input.ts';
import { hold } from './lock.ts';
import type { Plan } from './plan.ts';
import { audit, type RemediatePorts } from './ports.ts';

/** The configured target of a plan; ConfigError when policy has lost it since. */
export const targetOf = (plan: Plan, ports: RemediatePorts): Target => {
  const target = ports.targets.get(plan.target);
  if (target === undefined) throw new ConfigError(`Target ${plan.target} is not configured.`, { reason: 'target' });
  return target;
};

/** Follows from the execution, so every attempt of it carries the same key. */
const launchKey = (input: { readonly execution: string; readonly plan: Plan }): string =>
  `sw-${idFrom('launch', input.execution, input.plan.rule)}`;

/** Why the runbook is no longer needed; undefined while it is. */
const obsolete = async (input: InputOf<'launch'>, ports: RemediatePorts): Promise<string | undefined> => {
  const incident = await ports.store.incident(input.incidentId);
  if (incident === undefined || incident.status === 'resolved') return 'The incident was resolved meanwhile.';
  const alert = await ports.store.alert(input.fingerprint);
  if (alert === undefined || alert.status === 'resolved') return 'The alert stopped firing meanwhile.';
  return undefined;
};

const launched = async (input: InputOf<'launch' | 'look_up'>, ports: RemediatePorts, job: Job, how: string) => {
  const { plan } = input;
  await audit(ports, input, 'remediation_launched', `${how} ${plan.summary}`, {
    target: plan.target,
    job: job.id,
    ...(job.url === undefined ? {} : { url: job.url }),
  });
  return { jobId: job.id, launchedAt: ports.clock.now() };
};

const claimOf = (key: string, attempt: number): string => (attempt === 1 ? `launch/${key}` : `launch/${key}/${attempt}`);

/** Starts it. A claim taken beforehand makes a repeat of this step an unknown outcome, never a second start; only a failure that surely started nothing gives the claim back. */
const startOnce = async (input: InputOf<'launch'>, ports: RemediatePorts): Promise<Job> => {
  const { plan } = input;
  const idempotencyKey = launchKey(input);
  const target = targetOf(plan, ports);
  const claim = claimOf(idempotencyKey, input.attempt);
  if (!(await ports.store.claimDelivery(claim, ports.clock.now()))) {
    // The workflow knows by these words that the attempt died, and did not hear that its outcome is unknown.
    throw new UnknownOutcomeError('An earlier attempt may have launched it.', { reason: 'launch_claimed' });
  }
  try {
    return await target.launch({ template: plan.template, parameters: plan.parameters, idempotencyKey });
  } catch (error) {
    const nothingStarted = error instanceof AppError && !(error instanceof UnknownOutcomeError);
    if (nothingStarted) await ports.store.releaseDelivery(claim);
    throw error;
  }
};

/** Looks once more whether it is needed, sets the cooldown running, and launches. */
export const launch = async (input: InputOf<'launch'>, ports: RemediatePorts) => {
  const { plan } = input;
  const reason = await obsolete(input, ports);
  if (reason !== undefined) {
    await audit(ports, input, 'remediation_skipped', `${reason} Not launched: ${plan.summary}`);
    return { launched: false, reason };
  }
  if (!(await hold(ports, plan, input.execution, plan.timeoutSeconds + plan.cooldownSeconds))) {
    const held = 'Another execution of the same runbook holds the lock.';
    await audit(ports, input, 'remediation_skipped', held);
    return { launched: false, reason: held };
  }
  return { launched: true, ...(await launched(input, ports, await startOnce(input, ports), 'Launched.')) };
};

/** The job started under this execution's key, if the target knows one. */
export const lookUp = async (input: InputOf<'look_up'>, ports: RemediatePorts) => {
  const job = await targetOf(input.plan, ports).lookup(launchKey(input), input.plan.template);
  if (job === undefined) return { found: false };
  return { found: true, ...(await launched(input, ports, job, 'The launch went unanswered; the job was found by its key.')) };
};
