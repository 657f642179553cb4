/** What remediate needs of the outside world, and the one way it writes things down. */
import type { TimelineEntry, TimelineKind } from '#kernel/incident.ts';
import type { Clock, ResponseStore, Workflows } from '#kernel/ports.ts';
import type { Target } from '#kernel/target.ts';

export interface RemediatePorts {
  readonly store: ResponseStore;
  readonly workflows: Workflows;
  readonly clock: Clock;
  /** Configured targets by id. */
  readonly targets: ReadonlyMap<string, Target>;
}

interface Cause {
  readonly incidentId: string;
  readonly fingerprint: string;
  readonly execution: string;
}

/** Writes one step of an execution into the incident's timeline; a repeated step writes the same entry. */
export const audit = (
  ports: Pick<RemediatePorts, 'store' | 'clock'>,
  { incidentId, fingerprint, execution }: Cause,
  kind: TimelineKind,
  reason: string,
  detail: NonNullable<TimelineEntry['detail']> = {},
  by = 'remediate',
): Promise<void> =>
  ports.store.record({
    incidentId,
    at: ports.clock.now(),
    kind,
    causeId: `${execution}/${kind}`,
    by,
    reason,
    detail: { ...detail, fingerprint },
  });
