/** What dispatch needs of the outside world. */

import type { Maintenance } from '#calendar/maintenance.ts';
import type { Channel } from '#kernel/channel.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { Clock, Log, ResponseStore } from '#kernel/ports.ts';
import type { GroupStore, InhibitionSources, Timers } from '#kernel/routing/group-store.ts';
import type { AlertLookup } from '#kernel/routing/inhibition.ts';

export interface DispatchPorts {
  readonly groups: GroupStore & InhibitionSources;
  readonly alertsOf: AlertLookup;
  readonly silences: Pick<ResponseStore, 'silences'>;
  /** The maintenance that holds these labels at a time (ms since the epoch). */
  readonly maintenanceOf: (labels: Labels, at: number) => Maintenance | undefined;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: Log;
  /** By name in `channels.yaml`; each delivers once and classifies its failure. */
  readonly channels: ReadonlyMap<string, Channel>;
}

/** How time works where dispatch runs. */
export interface DispatchLimits {
  /** A timer that comes no later than this is punctual: the group keeps its beat. Milliseconds. */
  readonly punctualWithinMs: number;
  /** What one flush may take at most before whoever does it must be dead. Milliseconds. */
  readonly flushMs: number;
}
