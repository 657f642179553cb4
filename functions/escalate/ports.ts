/** What escalate needs of the outside world and of the policy. */
import type { AnswerPorts } from '#kernel/answers.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { Policy } from '#kernel/policy.ts';
import type { ResponseStore } from '#kernel/ports.ts';

export interface EscalatePorts extends AnswerPorts {
  /** What inhibits an alert with these labels now, in words; absent where policy has no such rules. */
  readonly inhibitedBy?: (labels: Labels) => Promise<string | undefined>;
  readonly store: Pick<
    ResponseStore,
    | 'incident'
    | 'putIncident'
    | 'record'
    | 'timeline'
    | 'pending'
    | 'putPending'
    | 'alert'
    | 'putAlert'
    | 'claimGroup'
    | 'releaseGroup'
    | 'silences'
  >;
}

/** What escalate reads of the policy, as it stands at each step. */
export type EscalatePolicy = Pick<Policy, 'routes' | 'escalation' | 'people' | 'schedules' | 'maintenance'>;
