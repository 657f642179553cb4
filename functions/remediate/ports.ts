/** What remediate needs of the outside world, and the one way it writes things down. */
import type { TimelineEntry, TimelineKind } from '#kernel/incident.ts';
import type { Clock, DependencyStore, ResponseStore, Workflows } from '#kernel/ports.ts';
import type { Target } from '#kernel/target.ts';

export interface RemediatePorts {
  readonly store: ResponseStore;
  /** Where a rule asks who depends on whom. */
  readonly dependencies?: Pick<DependencyStore, 'dependencies'>;
  readonly workflows: Workflows;
  readonly clock: Clock;
  /** Configured targets by id. */
  readonly targets: ReadonlyMap<string, Target>;
  /** Whether an address answers a GET with 2xx. Never rejects. */
  readonly probe: (url: string) => Promise<boolean>;
}

interface Cause {
  readonly incidentId: string;
  readonly fingerprint: string;
  readonly execution: string;
}

/** Writes one step of an execution into the incident's timeline; a repeated step writes the same entry. `about` tells apart what one execution does several times. */
export const audit = (
  ports: Pick<RemediatePorts, 'store' | 'clock'>,
  { incidentId, fingerprint, execution }: Cause,
  kind: TimelineKind,
  reason: string,
  detail: NonNullable<TimelineEntry['detail']> = {},
  { by = 'remediate', about = '' }: { readonly by?: string; readonly about?: string } = {},
): Promise<void> =>
  ports.store.record({
    incidentId,
    at: ports.clock.now(),
    kind,
    causeId: `${execution}/${kind}${about === '' ? '' : `/${about}`}`,
    by,
    reason,
    detail: { ...detail, fingerprint },
  });
