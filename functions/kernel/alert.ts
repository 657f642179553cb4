/** A stateful condition. Same fingerprint = same alert. */
import type { Labels } from './fingerprint.ts';
import type { Category, Severity } from './severity.ts';

/** Why a notification was not sent. */
export type SuppressionReason = 'silence' | 'maintenance' | 'inhibited' | 'duplicate' | 'flapping' | 'policy';

/** One condition over all its episodes. */
export interface Alert {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly status: 'firing' | 'resolved';
  readonly severity: Severity;
  readonly category: Category;
  readonly title: string;
  readonly reason: string;
  /** Milliseconds since the epoch; of the present episode, or the last. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** When the newest evidence was received; what was seen last may have been held up on its way. Absent in alerts of older versions. */
  readonly evidenceAt?: number;
  readonly resolvedAt?: number;
  /** Signals counted as evidence. */
  readonly count: number;
  readonly incidentId?: string;
  /** The last findings folded in, newest last: a redelivered one is recognised here. */
  readonly recentFindings: readonly string[];
  /** What became of every finding of this alert, for the ledger. */
  readonly outcomes: { readonly folded: number; readonly suppressed: Readonly<Partial<Record<SuppressionReason, number>>> };
  /** For optimistic concurrency; 1 on first write. */
  readonly version: number;
}
