/** What becomes of the incidents under the other policy: split, merged, gone, new, or the same one with another fate. */
import type { Incident, TimelineKind } from '#kernel/incident.ts';
import type { IncidentReport } from '../report.ts';
import { compareMessages, type MessageDifference } from './compare-messages.ts';
import { type Pairing, pairIncidents } from './incident-pairs.ts';

/** Times in milliseconds since the epoch; absent for what did not happen. */
export interface Fate {
  readonly id: string;
  readonly title: string;
  readonly groupLabels: Incident['groupLabels'];
  readonly severity: Incident['severity'];
  readonly category: Incident['category'];
  readonly escalationLevel: Incident['escalationLevel'];
  readonly status: Incident['status'];
  readonly alerts: number;
  readonly openedAt: number;
  readonly escalatedAt?: number;
  readonly acknowledgedAt?: number;
  readonly approvalAskedAt?: number;
  readonly launchedAt?: number;
  readonly resolvedAt?: number;
  readonly resolvedBy?: string;
}

/** `same` ones have one fate on each side, which may differ. */
export interface IncidentDifference {
  readonly kind: 'same' | 'splits' | 'merges' | 'rearranged' | 'only_a' | 'only_b';
  readonly a: readonly Fate[];
  readonly b: readonly Fate[];
  readonly messages: readonly MessageDifference[];
}

const kindOf = ({ a, b }: Pairing): IncidentDifference['kind'] => {
  if (b.length === 0) return 'only_a';
  if (a.length === 0) return 'only_b';
  if (a.length === 1) return b.length === 1 ? 'same' : 'splits';
  return b.length === 1 ? 'merges' : 'rearranged';
};

const happened = ({ timeline }: IncidentReport): Partial<Fate> => {
  const at = (name: keyof Fate, kind: TimelineKind): Partial<Fate> => {
    const entry = timeline.find((each) => each.kind === kind);
    return entry === undefined ? {} : { [name]: entry.at };
  };
  return {
    ...at('escalatedAt', 'escalated'),
    ...at('acknowledgedAt', 'acknowledged'),
    ...at('approvalAskedAt', 'approval_requested'),
    ...at('launchedAt', 'remediation_launched'),
    ...at('resolvedAt', 'resolved'),
  };
};

const fateOf = (report: IncidentReport): Fate => {
  const { id, title, groupLabels, severity, category, escalationLevel, status, openedAt, resolvedBy, alerts } = report.incident;
  return {
    ...{ id, title, groupLabels, severity, category, escalationLevel, status, openedAt, alerts: alerts.length },
    ...happened(report),
    ...(resolvedBy === undefined ? {} : { resolvedBy }),
  };
};

/** In order of opening. */
export const compareIncidents = (a: readonly IncidentReport[], b: readonly IncidentReport[]): readonly IncidentDifference[] =>
  pairIncidents(a, b).map((pairing) => ({
    kind: kindOf(pairing),
    a: pairing.a.map(fateOf),
    b: pairing.b.map(fateOf),
    messages: compareMessages(pairing),
  }));
