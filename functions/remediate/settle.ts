/** Tells a system that keeps a record of its own how its job turned out. */
import type { Plan } from './plan.ts';
import type { RemediatePorts } from './ports.ts';
import { targetOf } from './start.ts';

/** What could not be told is for people to tell: a sentence, or nothing. The ticket's system being down changes nothing of how it went. */
export const settle = async (
  ports: Pick<RemediatePorts, 'targets'>,
  plan: Plan,
  jobId: string | null | undefined,
  outcome: { readonly verified: boolean; readonly note: string },
): Promise<string> => {
  if (jobId == null) return '';
  try {
    await targetOf(plan, ports).settle?.(jobId, plan.template, { ...outcome, note: outcome.note.slice(0, 1000) });
    return '';
  } catch {
    return `${plan.target} could not be told how it went.`;
  }
};
