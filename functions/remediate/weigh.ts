/** The risk gate: what may run by itself, what a person must allow, and what is not done at all; with the reasons. */
import { maintenanceOf } from '#calendar/maintenance.ts';
import type { RemediationRule } from '#kernel/policy.ts';
import { unrehearsed } from '#kernel/runbook.ts';
import { rememberedOutcomes, unearned } from './earned.ts';
import type { InputOf } from './input.ts';
import { hold } from './lock.ts';
import { type RemediatePolicy, ruleOf } from './match-rule.ts';
import { hindrance } from './may-act.ts';
import type { Plan } from './plan.ts';
import { audit, type RemediatePorts } from './ports.ts';

type Input = InputOf<'weigh'>;

/** `launch` by itself, `ask` a person, `show` only what would be done, `hold` back. */
export interface Decision {
  readonly decision: 'launch' | 'ask' | 'show' | 'hold';
  /** Why, each in a clause; of `launch` none. */
  readonly reasons: readonly string[];
}

const maintenance = async (
  { fingerprint }: Input,
  { store, clock }: RemediatePorts,
  policy: RemediatePolicy,
): Promise<string | undefined> => {
  const alert = await store.alert(fingerprint);
  if (alert === undefined) return undefined;
  const labels = { ...alert.labels, severity: alert.severity, category: alert.category };
  return maintenanceOf(policy.maintenance, labels, clock.now())?.reason;
};

const said = (reason: string | undefined): readonly string[] => (reason === undefined ? [] : [reason]);

/** Everything that speaks for asking a person first. */
const misgivings = async (
  input: Input,
  rule: RemediationRule,
  ports: RemediatePorts,
  policy: RemediatePolicy,
): Promise<readonly string[]> => {
  const { plan, dryRun } = input;
  const outcomes = await ports.store.outcomes(plan.rule, rememberedOutcomes);
  const untried = unrehearsed(rule, policy);
  return [
    ...(rule.approval.required ? ['the rule asks for it'] : []),
    ...(rule.risk === 'high' ? ['its risk is high'] : []),
    ...said(plan.undo === undefined ? 'it cannot be taken back' : undefined),
    ...said(untried),
    ...said(unearned(outcomes, rule, plan.forecast)),
    ...(dryRun?.ok === false ? [`its dry run did not end well: ${dryRun.text}`] : []),
  ];
};

const weighed = async (input: Input, ports: RemediatePorts, policy: RemediatePolicy): Promise<Decision> => {
  const { plan } = input;
  const rule = ruleOf(plan, policy);
  if (rule === undefined) return { decision: 'hold', reasons: ['the rule is not in the policy any more'] };
  const hindered = await hindrance(input, ports, policy);
  if (hindered !== undefined) return { decision: 'hold', reasons: [hindered] };
  if (rule.mode === 'dry_run') return { decision: 'show', reasons: ['the rule is in dry run; mode: run lets it act'] };
  const window = rule.duringMaintenance === 'run' ? undefined : await maintenance(input, ports, policy);
  if (window !== undefined && rule.duringMaintenance === 'skip') return { decision: 'hold', reasons: [window] };
  const reasons = [...said(window), ...(await misgivings(input, rule, ports, policy))];
  return reasons.length === 0 ? { decision: 'launch', reasons } : { decision: 'ask', reasons };
};

const whatFollows = {
  launch: 'May run by itself.',
  ask: 'A person is asked:',
  show: 'Not run:',
  hold: 'Held back:',
} as const;

const outcomeText = ({ dryRun }: Input): string => (dryRun == null ? '' : ` The dry run: ${dryRun.text}`);

/** Decides, and says why. */
export const weigh = async (
  input: Input,
  ports: RemediatePorts,
  policy: RemediatePolicy,
): Promise<Decision & { readonly text: string }> => {
  const decided = await weighed(input, ports, policy);
  const why = decided.reasons.length === 0 ? '' : ` ${decided.reasons.map((reason) => reason.replace(/\.$/, '')).join('; ')}.`;
  const text = `${whatFollows[decided.decision]}${why}`;
  await audit(ports, input, 'remediation_weighed', `${text}${outcomeText(input)} ${input.plan.summary}`.slice(0, 1000), {
    decision: decided.decision,
  });
  if (decided.decision === 'hold' || decided.decision === 'show')
    await hold(ports, input.plan, input.execution, input.plan.cooldownSeconds);
  return { ...decided, text: textFor(input.plan, text, input) };
};

/** For whoever is asked or told: what, what it changes, how the dry run went, how it is taken back. */
const textFor = (plan: Plan, decided: string, input: Input): string => {
  const undo = plan.undo === undefined ? 'It cannot be taken back.' : 'It can be taken back.';
  const several = plan.approvers > 1 ? `${plan.approvers} different people must say yes.` : undefined;
  return [plan.summary, plan.changes, outcomeText(input).trim(), undo, decided, several]
    .filter((part) => part !== undefined && part !== '')
    .join(' ')
    .slice(0, 1500);
};
