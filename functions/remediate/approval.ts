/** A person's yes: the workflow waits with a task token; the answer in the store, not the token, decides. */
import type { PendingAnswer } from '#kernel/ports.ts';
import type { InputOf } from './input.ts';
import { hold } from './lock.ts';
import { personsStop } from './may-act.ts';
import { audit, type RemediatePorts } from './ports.ts';

/** Remembers who waits for the answer. A repeat brings a new token: an answer already given is handed to it at once. What was stopped is asked of nobody: the stop is the no. */
export const awaitApproval = async (input: InputOf<'await_approval'>, ports: RemediatePorts): Promise<{ readonly waiting: boolean }> => {
  const { plan, taskToken, incidentId, reasons } = input;
  const now = ports.clock.now();
  const known = await ports.store.pending(plan.approvalId);
  if (known?.answer === undefined) {
    const createdAt = known?.createdAt ?? now;
    const pending: PendingAnswer = {
      id: plan.approvalId,
      incidentId,
      purpose: 'approval',
      taskToken,
      createdAt,
      expiresAt: createdAt + plan.approvalSeconds * 1000,
      needed: plan.approvers,
      ...(plan.author === undefined ? {} : { excluded: [plan.author] }),
      detail: {
        runbook: plan.rule,
        description: plan.summary,
        fingerprint: input.fingerprint,
        why: reasons.join('; ').slice(0, 500),
        ...(plan.changes === undefined ? {} : { changes: plan.changes }),
      },
    };
    await ports.store.putPending(pending);
    await audit(ports, input, 'approval_requested', plan.summary, { approvalId: plan.approvalId });
  }
  // Only now: a stop that comes later finds the question, and rejects it.
  const stop = await personsStop(incidentId, ports);
  if (stop !== undefined) await ports.store.answer(plan.approvalId, { outcome: 'rejected', by: stop.by, at: now });
  const { answer } = (await ports.store.pending(plan.approvalId)) ?? {};
  if (answer === undefined) return { waiting: true };
  await ports.workflows.complete(taskToken, answer);
  return { waiting: false };
};

const kinds = { approved: 'approval_approved', rejected: 'approval_rejected', expired: 'approval_expired' } as const;
type Outcome = keyof typeof kinds;

/** Only a plain yes approves. */
const outcomeOf = (text: string): Outcome => (text === 'approved' || text === 'expired' ? text : 'rejected');

/**
 * Closes the question. Reached by an answer and by the wait running out; in the latter case "expired" is itself an answer,
 * so a person who was faster by a moment is heard, and one who comes later is told. A no keeps the runbook cool.
 */
export const settleApproval = async (input: InputOf<'settle_approval'>, ports: RemediatePorts) => {
  const { plan } = input;
  const { pending } = await ports.store.answer(plan.approvalId, { outcome: 'expired', by: 'remediate', at: ports.clock.now() });
  const outcome = outcomeOf(pending.answer?.outcome ?? 'expired');
  const by = pending.answer?.by ?? 'remediate';
  const reason = outcome === 'expired' ? 'Nobody answered in time.' : `${by} ${outcome} it.`;
  await audit(ports, input, kinds[outcome], `${reason} ${plan.summary}`, { approvalId: plan.approvalId }, { by });
  if (outcome !== 'approved') await hold(ports, plan, input.execution, plan.cooldownSeconds);
  return { outcome, by };
};
