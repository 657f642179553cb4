/**
 * What the production analysers make of a run's frames. The one file of `lib/replay` that knows code of `functions/`: a band that is
 * drawn must be the detector's own, and a kind of message the classifier's own, not a likeness of it.
 */
import { type Cluster, clusterOf } from '#functions/classify/cluster.ts';
import { messageText } from '#functions/classify/message-text.ts';
import { startResourceState } from '#functions/detect/resource-state.ts';
import { frameScorer, type ScoredReading } from '#functions/detect/score-frame.ts';
import type { Frame } from '#kernel/frame.ts';
import { lru } from '#kernel/lru.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import type { LogSignal } from '#kernel/signal.ts';

export type { Cluster, ScoredReading };

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

const rememberedClusters = 50_000;

/** Tells what kind of message a log is, as classify does. */
export const clusterTeller = (): ((log: LogSignal) => Cluster) => {
  const memory = lru<Cluster>(rememberedClusters);
  return (log) => clusterOf(memory, log.resource.attributes, messageText(log));
};
