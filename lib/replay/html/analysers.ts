/**
 * What the production analysers make of a run's frames. The one file of `lib/replay` that knows code of `functions/`: a band that is
 * drawn must be the detector's own, and a kind of message the classifier's own, not a likeness of it.
 */
import { maskMessage } from '#functions/classify/mask.ts';
import { messageOf } from '#functions/classify/message.ts';
import { type Leaf, leafAddress, placeIn } from '#functions/classify/mining/leaf.ts';
import { tokensOf } from '#functions/classify/mining/tokens.ts';
import { serviceKey } from '#functions/classify/question.ts';
import { startResourceState } from '#functions/detect/resource-state.ts';
import { frameScorer, type ScoredReading } from '#functions/detect/score-frame.ts';
import type { Frame } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import type { LogSignal } from '#kernel/signal.ts';

/** A kind of message: its stable id, and its masked text. */
export interface Cluster {
  readonly id: string;
  readonly masked: string;
}

export type { ScoredReading };

/** Scores frames in the order of the stream as detect does, a state for each resource, and tells of every reading. */
export const scoreAgain = (frames: Iterable<Frame>, policy: DetectionPolicy, told: (scored: ScoredReading) => void): void => {
  const states = new Map<string, ReturnType<typeof startResourceState>>();
  const score = frameScorer(policy, told);
  for (const frame of frames) {
    const state = states.get(frame.partition) ?? startResourceState();
    states.set(frame.partition, state);
    score(state, frame);
  }
};

/** Tells what kind of message a log is, as classify does. */
export const clusterTeller = (): ((log: LogSignal) => Cluster) => {
  const leaves = new Map<string, Leaf>();
  const ids = new Map<string, string>();
  return (log) => {
    const service = serviceKey(log.resource.attributes);
    const masked = maskMessage(messageOf(log).text);
    const key = `${service} ${masked}`;
    const known = ids.get(key);
    if (known !== undefined) return { id: known, masked };
    const tokens = tokensOf(masked);
    const address = `${service} ${leafAddress(tokens)}`;
    const { id, leaf } = placeIn(leaves.get(address) ?? [], service, tokens);
    leaves.set(address, leaf);
    ids.set(key, id);
    return { id, masked };
  };
};
