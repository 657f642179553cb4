/** What is written down of each call, and of each question that was not asked. */

/**
 * What came of it. Of calls: `answered`; `incomplete` (not every question was); `control_failed` (a control question was answered wrong, so
 * nothing of the call counts); `refused`, `truncated`, `malformed`; `throttled`, `server_error`, `rejected` (another 4xx), `timeout`,
 * `unreachable`, `broken`, `too_large`, `misconfigured`. Of calls that were not made: `breaker_open`, `rate_limited`, `busy`,
 * `budget_exhausted` (once a day and worker), `budget_unavailable`, `late`. Of the local model: `fallback`, `suspicious`.
 */
export type Outcome =
  | 'answered'
  | 'incomplete'
  | 'control_failed'
  | 'refused'
  | 'truncated'
  | 'malformed'
  | 'throttled'
  | 'server_error'
  | 'rejected'
  | 'timeout'
  | 'unreachable'
  | 'broken'
  | 'too_large'
  | 'misconfigured'
  | 'breaker_open'
  | 'rate_limited'
  | 'busy'
  | 'budget_exhausted'
  | 'budget_unavailable'
  | 'late'
  | 'fallback'
  | 'suspicious';

export interface CallRecord {
  /** `local` where the local model answered. */
  readonly provider: string;
  readonly model: string;
  readonly outcome: Outcome;
  /** Control questions not counted. */
  readonly questions: number;
  readonly latencyMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** What the call counts for in the budget: the most it can have cost where its answer does not say. */
  readonly dollars: number;
}

/** Must not throw. */
export type RecordCall = (record: CallRecord) => void;
