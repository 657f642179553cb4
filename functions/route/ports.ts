/** What route needs of the outside world. */
import type { Clock, Log, ResponseStore, Workflows } from '#kernel/ports.ts';

export interface RoutePorts {
  readonly store: Pick<
    ResponseStore,
    'alert' | 'putAlert' | 'incident' | 'putIncident' | 'claimGroup' | 'releaseGroup' | 'record' | 'pending'
  >;
  readonly workflows: Workflows;
  readonly clock: Clock;
  readonly log: Log;
}
