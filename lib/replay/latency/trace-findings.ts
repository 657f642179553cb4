/** The way of every finding: from the acceptance of the latest signal it needed to route's decision about it. */
import type { Finding } from '#kernel/finding.ts';
import type { Frame } from '#kernel/frame.ts';
import type { Remains } from '../cloud.ts';
import { readStream } from '../frames.ts';
import { readFindings } from '../read-findings.ts';
import type { Delivery } from './times.ts';

/** Milliseconds since the epoch. */
export interface Trace {
  readonly finding: Finding;
  /** When ingest accepted the latest signal that the finding needed. */
  readonly acceptedAt: number;
  /** When the analyser was handed it. */
  readonly analysedAt: number;
  readonly queuedAt: number;
  /** When route was handed the finding, the last time it was, and when it was done. */
  readonly routedAt: number;
  readonly decidedAt: number;
}

/** The last entry at or before a time; entries are in order of time. */
export const lastUntil = <Entry extends { readonly at: number }>(entries: readonly Entry[], time: number): Entry | undefined => {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.at ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1];
};

/**
 * The latest of the finding's evidence that the analyser held when it spoke. Evidence of earlier batches alone means that a signal of the
 * same partition made it speak, the one that closed a window of spans say: the first of them in this batch, which makes the way rather longer.
 */
const neededFrame = (finding: Finding, inHand: readonly Frame[], frames: ReadonlyMap<string, Frame>): Frame | undefined => {
  const evidence = new Set(finding.evidence.signals.map((reference) => reference.slice(0, reference.lastIndexOf('#'))));
  const latest = inHand.findLast((frame) => evidence.has(frame.id));
  if (latest !== undefined) return latest;
  const partitions = new Set([...evidence].map((id) => frames.get(id)?.partition));
  return inHand.find((frame) => partitions.has(frame.partition));
};

/** In the order the queue took them in; a finding whose way cannot be told (given up on, still waiting, its frame gone) is left out. */
export const traceFindings = ({ records, times }: Pick<Remains, 'records' | 'times'>): readonly Trace[] => {
  const { frames, frameIdBySequence } = readStream(records);
  const byStage = Map.groupBy(times.deliveries, ({ stage }) => stage);
  const routed = new Map<string, Delivery>();
  for (const delivery of byStage.get('route') ?? []) for (const id of delivery.ids) routed.set(id, delivery);
  const seen = new Set<string>();
  return times.queued.flatMap(({ messageId, sentAt, body }) => {
    const [finding] = readFindings([body]);
    if (finding === undefined || seen.has(finding.id)) return [];
    seen.add(finding.id);
    const analysed = lastUntil(byStage.get(finding.source.split('/')[0] ?? '') ?? [], sentAt);
    const decided = routed.get(messageId);
    const inHand = analysed?.ids.flatMap((sequence) => frames.get(frameIdBySequence.get(sequence) ?? '') ?? []) ?? [];
    const needed = neededFrame(finding, inHand, frames);
    if (analysed === undefined || decided === undefined || needed === undefined) return [];
    const way = { acceptedAt: needed.receivedAt, analysedAt: analysed.at, queuedAt: sentAt };
    return [{ finding, ...way, routedAt: decided.at, decidedAt: decided.endedAt }];
  });
};
