/** A person's yes or no to a runbook; the first answer stays. */
import type { ChainDraft } from '#kernel/audit-chain.ts';
import { NotFoundError } from '#kernel/errors.ts';
import type { PendingAnswer } from '#kernel/ports.ts';
import { peopleBehind } from '#kernel/signed-link.ts';
import { remediationName } from '#kernel/workflow-names.ts';
import type { PersonsAnswer } from './persons-answer.ts';
import type { RespondPorts } from './ports.ts';
import { Problem } from './problem.ts';

/** What anybody may see of an approval: all but the task token, with which anybody could answer. */
export type ApprovalView = Omit<PendingAnswer, 'taskToken' | 'purpose'>;

/** The question as the store has it. NotFoundError for an unknown id. */
export const pendingApproval = async (ports: Pick<RespondPorts, 'store'>, id: string): Promise<PendingAnswer> => {
  const pending = await ports.store.pending(id);
  if (pending?.purpose !== 'approval') throw new NotFoundError('There is no such approval.', { reason: 'approval' });
  return pending;
};

/** The approval without what only the workflow may know. */
export const viewApproval = ({ taskToken: _, purpose: __, ...view }: PendingAnswer): ApprovalView => view;

export const approvalExpired = 'This approval has expired: the workflow no longer waits.';

/** In a sentence, who was first. */
export const answeredBefore = (answer: PendingAnswer['answer']): string =>
  answer?.outcome === 'expired' ? approvalExpired : `${answer?.by ?? 'Somebody'} has ${answer?.outcome ?? 'answered'} it before.`;

const kinds = { approved: 'approval_approved', rejected: 'approval_rejected' } as const;

/** Under the cause the workflow's own step uses, so that the answer is on record once, whoever writes first. */
const causeOf = ({ id, incidentId, detail }: PendingAnswer, kind: string): string => {
  const fingerprint = detail?.['fingerprint'];
  return `${fingerprint === undefined ? id : remediationName(incidentId, fingerprint)}/${kind}`;
};

/** The answer as the audit chain has it: once, whether the person's request or the workflow's own step writes it. */
const chained = (
  pending: PendingAnswer,
  kind: string,
  { by, at, via, reason }: { readonly by: string; readonly at: number; readonly via: string; readonly reason: string },
): ChainDraft => {
  const { id, incidentId, detail = {} } = pending;
  const { runbook: rule, description: saw, fingerprint } = detail;
  const execution = fingerprint === undefined ? undefined : remediationName(incidentId, fingerprint);
  const subject = { incident: incidentId, fingerprint, execution };
  return { at, id: causeOf(pending, kind), actor: by, act: kind, subject, rule, saw, reason, detail: { approvalId: id, via } };
};

/** Counts a yes where several are needed; undefined when it was the last of them. Problem 403 for whoever wrote the rule, and for who cannot be told from them. */
const countYes = async (
  ports: RespondPorts,
  { id, incidentId, needed = 1, excluded = [] }: PendingAnswer,
  { by, causeId, via, reason }: PersonsAnswer,
  now: number,
): Promise<PendingAnswer | undefined> => {
  const names = peopleBehind(by);
  if (names.some((name) => excluded.includes(name)))
    throw new Problem(403, 'Nobody approves a runbook that they wrote: somebody else must.');
  if (names.length !== 1 && (needed > 1 || excluded.length > 0))
    throw new Problem(403, 'This link was sent to several people, and it matters who says yes: approve over the API or in Slack.');
  if (needed <= 1) return undefined;
  const pending = await ports.store.vote(id, by, now);
  const given = Object.keys(pending.votes ?? {}).length;
  if (given >= needed) return undefined;
  const kind = 'approval_given';
  const words = reason ?? `${by} approved it; ${needed - given} more must: ${pending.detail?.['description'] ?? id}`;
  const entry = { incidentId, at: now, kind, causeId: `${id}/${kind}/${by}`, by, reason: words } as const;
  await ports.store.record({ ...entry, detail: { approvalId: id, cause: causeId, via } });
  await ports.chain.append({ ...chained(pending, kind, { by, at: now, via, reason: words }), id: entry.causeId });
  return pending;
};

/**
 * The approval with its answer; without one while more people must say yes. 410 when it has expired, 409 when it was answered
 * otherwise or by somebody else; the same answer again finishes what an interruption left undone.
 */
export const answerApproval = async (
  ports: RespondPorts,
  id: string,
  outcome: 'approved' | 'rejected',
  { by, causeId, via, reason }: PersonsAnswer,
): Promise<PendingAnswer> => {
  const asked = await pendingApproval(ports, id);
  const now = ports.clock.now();
  if (asked.answer === undefined && asked.expiresAt <= now) throw new Problem(410, approvalExpired);
  if (outcome === 'approved' && asked.answer === undefined) {
    const counted = await countYes(ports, asked, { by, causeId, via, ...(reason === undefined ? {} : { reason }) }, now);
    if (counted !== undefined) return counted;
  }
  const { pending } = await ports.store.answer(id, { outcome, by, at: now });
  const { answer } = pending;
  if (answer?.outcome === 'expired') throw new Problem(410, approvalExpired);
  if (answer === undefined || answer.outcome !== outcome || answer.by !== by) throw new Problem(409, answeredBefore(answer));
  const kind = kinds[outcome];
  const words = reason ?? `${by} ${outcome} it: ${pending.detail?.['description'] ?? id}`;
  await ports.store.record({
    incidentId: pending.incidentId,
    at: answer.at,
    kind,
    causeId: causeOf(pending, kind),
    by,
    reason: words,
    detail: { approvalId: id, cause: causeId, via },
  });
  await ports.chain.append(chained(pending, kind, { by, at: answer.at, via, reason: words }));
  await ports.workflows.complete(pending.taskToken, { ...answer, ...(reason === undefined ? {} : { reason }) });
  return pending;
};
