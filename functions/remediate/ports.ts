/** What remediate needs of the outside world, and the one way it writes things down. */
import type { AuditChain } from '#kernel/audit-chain.ts';
import type { TimelineEntry, TimelineKind } from '#kernel/incident.ts';
import type { MetricHistory } from '#kernel/metric-history.ts';
import type { Clock, DependencyStore, ResponseStore, Workflows } from '#kernel/ports.ts';
import type { Target } from '#kernel/target.ts';

export interface RemediatePorts {
  readonly store: ResponseStore;
  readonly chain: AuditChain;
  /** Where a rule asks who depends on whom. */
  readonly dependencies?: Pick<DependencyStore, 'dependencies'>;
  readonly workflows: Workflows;
  readonly clock: Clock;
  /** Where people reach the API, for systems that keep a link. */
  readonly publicUrl?: string;
  /** Configured targets by id. */
  readonly targets: ReadonlyMap<string, Target>;
  /** Whether an address answers a GET with 2xx. Never rejects. */
  readonly probe: (url: string) => Promise<boolean>;
  /** Where a rule asks a metric whether it helped. */
  readonly metrics?: MetricHistory;
}

interface Cause {
  readonly incidentId: string;
  readonly fingerprint: string;
  readonly execution: string;
}

/**
 * Writes one step of an execution into the incident's timeline and onto the audit chain; a repeated step writes neither twice. `about`
 * tells apart what one execution does several times; `rule`
 * and `saw` of the detail are the entry's own.
 */
export const audit = async (
  ports: Pick<RemediatePorts, 'store' | 'chain' | 'clock'>,
  { incidentId, fingerprint, execution }: Cause,
  kind: TimelineKind,
  reason: string,
  detail: NonNullable<TimelineEntry['detail']> = {},
  { by = 'remediate', about = '' }: { readonly by?: string; readonly about?: string } = {},
): Promise<void> => {
  const at = ports.clock.now();
  const causeId = `${execution}/${kind}${about === '' ? '' : `/${about}`}`;
  await ports.store.record({ incidentId, at, kind, causeId, by, reason, detail: { ...detail, fingerprint } });
  const { rule, saw, ...rest } = Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, String(value)]));
  const subject = { incident: incidentId, fingerprint, execution };
  await ports.chain.append({ at, id: causeId, actor: by, act: kind, subject, rule, saw, reason, detail: rest });
};
