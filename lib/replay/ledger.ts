/** The two balances of a run, computed from what is durably there: nothing may be missing, nothing may be there that never came. */
import type { Alert } from '#kernel/alert.ts';
import type { Frame } from '#kernel/frame.ts';
import type { SignalKind } from '#kernel/signal.ts';
import type { Remains } from './cloud.ts';
import { archivedIds, type QuarantinedItem, readQuarantined, readStream, type StreamContents } from './frames.ts';

interface SignalBalance {
  readonly accepted: number;
  readonly archived: number;
  readonly quarantined: number;
  readonly inFlight: number;
  /** Accepted but nowhere; negative when something is there that was never accepted. */
  readonly missing: number;
}

/** Every signal analysed once, by whoever analyses its kind. */
export interface ConsumerBalance {
  readonly consumer: string;
  /** The kinds of signal it analyses. */
  readonly kinds: readonly SignalKind[];
  /** Signals of these kinds it had to look at: accepted, less quarantined and in flight. */
  readonly due: number;
  readonly received: number;
  /** Received more than once, by redelivery; its effects count once. */
  readonly repeated: number;
  readonly missing: number;
}

interface FindingBalance {
  readonly accepted: number;
  readonly folded: number;
  readonly suppressed: Readonly<Record<string, number>>;
  readonly quarantined: number;
  readonly inFlight: number;
  readonly missing: number;
}

/** Both balances, in signals and in findings. */
export interface Ledger {
  readonly signals: SignalBalance;
  readonly consumers: readonly ConsumerBalance[];
  /** Records of the stream that are no frame, and how many of them lie in quarantine. */
  readonly unreadable: { readonly records: number; readonly quarantined: number };
  readonly findings: FindingBalance;
  readonly balanced: boolean;
}

/** Who analyses what; whatever it is, the archive keeps it. */
const analysers: Readonly<Record<string, readonly SignalKind[]>> = { classify: ['log', 'event'], detect: ['metric', 'span'] };

const signalsOf = (ids: Iterable<string>, frames: ReadonlyMap<string, Frame>, kinds?: readonly SignalKind[]): number => {
  let count = 0;
  for (const id of ids) {
    const signals = frames.get(id)?.signals ?? [];
    count += kinds === undefined ? signals.length : signals.filter((signal) => kinds.includes(signal.kind)).length;
  }
  return count;
};

/** Frames a stage gave up on, and which another effect of it does not hold. */
const quarantinedFrames = (items: readonly QuarantinedItem[], stage: string): ReadonlySet<string> =>
  new Set(items.filter((item) => item.stage === stage).flatMap((item) => item.frameIds));

const unreadIds = (remains: Remains, consumer: string, stream: StreamContents): ReadonlySet<string> =>
  new Set((remains.unread[consumer] ?? []).flatMap((sequence) => stream.frameIdBySequence.get(sequence) ?? []));

const without = (ids: Iterable<string>, ...others: readonly ReadonlySet<string>[]): string[] =>
  [...ids].filter((id) => !others.some((other) => other.has(id)));

const signalBalance = (stream: StreamContents, items: readonly QuarantinedItem[], remains: Remains): SignalBalance => {
  const archived = archivedIds(remains.archived);
  const quarantined = without(quarantinedFrames(items, 'archive'), archived);
  const inFlight = without(unreadIds(remains, 'archive', stream), archived, new Set(quarantined));
  const strangers = without(archived, new Set(stream.frames.keys())).length;
  const counts = {
    accepted: signalsOf(stream.frames.keys(), stream.frames),
    archived: signalsOf(archived, stream.frames),
    quarantined: signalsOf(quarantined, stream.frames),
    inFlight: signalsOf(inFlight, stream.frames),
  };
  return { ...counts, missing: counts.accepted - counts.archived - counts.quarantined - counts.inFlight - strangers };
};

const consumerBalance = (
  consumer: string,
  kinds: readonly SignalKind[],
  stream: StreamContents,
  items: readonly QuarantinedItem[],
  remains: Remains,
): ConsumerBalance => {
  const notDue = [quarantinedFrames(items, consumer), unreadIds(remains, consumer, stream)];
  const due = signalsOf(without(stream.frames.keys(), ...notDue), stream.frames, kinds);
  const received = remains.received[consumer] ?? 0;
  return { consumer, kinds, due, received, repeated: Math.max(0, received - due), missing: Math.max(0, due - received) };
};

/**
 * Each finding once, under what route wrote of it. Those that changed an alert must be in the alerts as well: what is written
 * and nowhere to be found is missing.
 */
const findingBalance = (alerts: readonly Alert[], items: readonly QuarantinedItem[], remains: Remains): FindingBalance => {
  const suppressed: Record<string, number> = {};
  let written = 0;
  for (const outcome of remains.outcomes.values())
    if (outcome === 'folded') written += 1;
    // Seen again and never before: it was taken by a worker that died before it could say so, and it is in its alert.
    else if (outcome === 'redelivered') written += 1;
    else suppressed[outcome] = (suppressed[outcome] ?? 0) + 1;
  const folded = alerts.reduce((sum, alert) => sum + alert.folded, 0);
  const counts = {
    accepted: remains.findings.length,
    folded,
    quarantined: items.filter((item) => item.stage === 'route').length + remains.deadLetters.length,
    inFlight: remains.waiting.length,
  };
  const settled = Object.values(suppressed).reduce((sum, count) => sum + count, counts.quarantined + counts.inFlight);
  const missing = counts.accepted - settled - folded;
  return { ...counts, suppressed, missing: missing === 0 ? Math.max(0, written - folded) : missing };
};

/** Both balances; `balanced` when nothing is missing anywhere. */
export const balanceLedger = (remains: Remains, alerts: readonly Alert[]): Ledger => {
  const stream = readStream(remains.records);
  const items = remains.quarantined.map((object) => readQuarantined(object, stream));
  const signals = signalBalance(stream, items, remains);
  const consumers = Object.entries(analysers).map(([consumer, kinds]) => consumerBalance(consumer, kinds, stream, items, remains));
  const findings = findingBalance(alerts, items, remains);
  const kept = new Set(items.flatMap((item) => item.unreadable ?? []));
  const unreadable = { records: stream.unreadable.size, quarantined: kept.size };
  const nothingMissing = signals.missing === 0 && findings.missing === 0 && consumers.every((consumer) => consumer.missing === 0);
  return { signals, consumers, unreadable, findings, balanced: nothingMissing && kept.size === stream.unreadable.size };
};
