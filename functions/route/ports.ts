/** What route needs of the outside world and of the policy. */
import type { Policy } from '#kernel/policy.ts';
import type { AskForOpinion, Clock, CorrelationStore, DependencyStore, Log, ResponseStore, Workflows } from '#kernel/ports.ts';
import type { AnnouncePorts } from '#kernel/routing/announce.ts';
import type { Severity } from '#kernel/severity.ts';

export interface RoutePorts {
  readonly store: Pick<
    ResponseStore,
    | 'alert'
    | 'alerts'
    | 'putAlert'
    | 'incident'
    | 'putIncident'
    | 'joinIncident'
    | 'groupHolder'
    | 'claimGroup'
    | 'releaseGroup'
    | 'record'
    | 'pending'
  > &
    CorrelationStore;
  readonly groups: AnnouncePorts['groups'];
  readonly timers: AnnouncePorts['timers'];
  /** Has an incident that nobody is called for looked at, at a time (ms since the epoch). */
  readonly watch: (incidentId: string, at: number) => Promise<void>;
  readonly dependencies: Pick<DependencyStore, 'dependencies'>;
  readonly workflows: Workflows;
  /** Where policy wants a second opinion on anomalies, from a severity on. */
  readonly opinions?: { readonly from: Severity; readonly ask: AskForOpinion };
  readonly clock: Clock;
  readonly log: Log;
}

/** What route reads of the policy. */
export type RoutePolicy = Pick<Policy, 'routes' | 'correlation' | 'topology' | 'remediations'>;
