/** What escalate needs of the outside world and of the policy. */
import type { AnswerPorts } from '#kernel/answers.ts';
import type { Policy } from '#kernel/policy.ts';
import type { ResponseStore } from '#kernel/ports.ts';

export interface EscalatePorts extends AnswerPorts {
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
