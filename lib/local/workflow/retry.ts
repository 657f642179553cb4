/** Which retrier or catcher an error meets, and how long a retry waits. */
import type { Catcher, Retrier } from './definition.ts';
import type { WorkflowFailure } from './failure.ts';

/**
 * ErrorEquals, in AWS's words: States.ALL matches every known error but States.Runtime; States.TaskFailed every one but States.Timeout.
 * States.DataLimitExceeded is caught by States.ALL in executions recorded on AWS, against the documentation.
 */
function matches(names: readonly string[], failure: WorkflowFailure): boolean {
  return names.some((name) => {
    if (name === failure.error || failure.aliases.includes(name)) return true;
    if (failure.error === 'States.Runtime') return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && failure.error !== 'States.Timeout');
  });
}

/** Attempts already made, per retrier: each retrier counts its own. */
export type RetryCounts = Map<Retrier, number>;

/** Milliseconds to wait before the next attempt, or undefined when no retrier (still) applies. */
export function nextRetry(
  retriers: readonly Retrier[],
  counts: RetryCounts,
  failure: WorkflowFailure,
  random: () => number,
): number | undefined {
  const retrier = retriers.find((candidate) => matches(candidate.errorEquals, failure));
  if (!retrier) return undefined;
  const attempt = counts.get(retrier) ?? 0;
  if (attempt >= retrier.maxAttempts) return undefined;
  counts.set(retrier, attempt + 1);
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** attempt, retrier.maxDelaySeconds);
  // FULL jitter draws between 0 and the computed delay (AWS Step Functions Developer Guide, "Handling errors", JitterStrategy). [D]
  return Math.round(seconds * 1_000 * (retrier.fullJitter ? random() : 1));
}

export const findCatcher = (catchers: readonly Catcher[], failure: WorkflowFailure): Catcher | undefined =>
  catchers.find((catcher) => matches(catcher.errorEquals, failure));
