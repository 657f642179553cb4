/** A stateful condition. Same fingerprint = same alert. */
import type { FindingKind } from './finding.ts';
import type { Labels } from './fingerprint.ts';
import type { Category, Severity } from './severity.ts';

/** Why a notification was not sent. */
export type SuppressionReason = 'silence' | 'maintenance' | 'inhibited' | 'duplicate' | 'flapping' | 'policy';

/** Why an alert belongs to its incident. */
export interface Link {
  readonly by: 'group' | 'service' | 'topology' | 'rule' | 'text' | 'burst';
  /** 0 to 1: how sure this alone is. */
  readonly strength: number;
  /** In a clause. */
  readonly reason: string;
}

/**
 * A firing alert is written again for a repeated finding when what is written is this old, milliseconds: it may have been seen
 * later than it says by as much.
 */
export const seenAgainMs = 60_000;

/** One condition over all its episodes. */
export interface Alert {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly status: 'firing' | 'resolved';
  readonly severity: Severity;
  readonly category: Category;
  readonly title: string;
  readonly reason: string;
  /** Of the finding that changed it last: what kind it was, how sure, and for forecasts when the limit will be reached. Absent in alerts of older versions. */
  readonly kind?: FindingKind;
  readonly confidence?: number;
  readonly expectedAt?: number;
  /** Milliseconds since the epoch; of the present episode, or the last. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** When the newest evidence was received; what was seen last may have been held up on its way. Absent in alerts of older versions. */
  readonly evidenceAt?: number;
  readonly resolvedAt?: number;
  /** Signals counted as evidence, at least: repeated findings are added up in memory between two writes. */
  readonly count: number;
  readonly incidentId?: string;
  /** Said beforehand to fire again: what follows from that is not done yet. */
  readonly returning?: true;
  /** A finding folded into it rests on a signal that no model may be shown any of; for good. */
  readonly keptFromModels?: true;
  /** What tied it to its incident, the strongest first; none for the alert that opened it. */
  readonly links?: readonly Link[];
  /** When it last changed between firing and resolved, newest last: too many of them in a while is flapping. */
  readonly changes?: readonly number[];
  /** The last findings folded in, newest last: a redelivered one is recognised here. */
  readonly recentFindings: readonly string[];
  /** How many findings changed its state, over all episodes. */
  readonly folded: number;
  /** For optimistic concurrency; 1 on first write. */
  readonly version: number;
}
