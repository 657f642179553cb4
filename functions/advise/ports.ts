/** What advise needs of the outside world: it reads incidents, and writes nothing but remarks. */
import type { Adviser } from '#kernel/opinion.ts';
import type { Policy } from '#kernel/policy.ts';
import type { AnnotationStore, ClaimStore, Clock, DependencyStore, ResponseStore } from '#kernel/ports.ts';

export interface AdvisePorts {
  readonly store: Pick<ResponseStore, 'incident' | 'alerts'>;
  readonly annotations: Pick<AnnotationStore, 'annotate'>;
  readonly dependencies: Pick<DependencyStore, 'dependencies'>;
  /** What was asked already. */
  readonly claims: ClaimStore;
  readonly adviser: Adviser;
  readonly clock: Clock;
}

/** What advise reads of the policy. */
export interface AdvisePolicy {
  readonly topology: Policy['topology'];
  /** Other alerts of the incident that are shown, at most. */
  readonly neighbours: number;
}
