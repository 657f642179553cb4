/** Detects anomalies: every metric sample and span scored once, in order, against the state of its resource; the rates of its logs by the way. */
import type { Finding } from '#kernel/finding.ts';
import type { Frame } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import type { Clock, DependencyStore, FindingSink, SeriesStateStore } from '#kernel/ports.ts';
import { emptyReport, type StageReport } from '#kernel/stage-report.ts';
import { frameScorer } from './score-frame.ts';
import { dependencyLearner } from './series/dependencies.ts';
import { isAnalysed } from './series/read-signals.ts';
import { atOrBefore, stateCache } from './state-cache.ts';

/** What detect needs of the outside world. */
export interface DetectPorts {
  readonly states: SeriesStateStore;
  readonly findings: FindingSink;
  readonly dependencies: Pick<DependencyStore, 'rememberDependency'>;
  readonly clock: Clock;
}

/** What of a stream record detect needs. */
export interface DetectRecord {
  readonly frame: Frame;
  readonly sequenceNumber: string;
}

/**
 * The detect stage. State is written only after the findings drawn from it were sent: a worker that dies between leaves the
 * old state, and the redelivered batch yields the findings again, under the same ids. After a failed flush memory is dropped
 * for the same reason. What was checkpointed but not yet written is missing from the state then: samples forgotten, no findings.
 */
export const detectStage = (ports: DetectPorts, policy: DetectionPolicy) => {
  const cache = stateCache(ports.states, ports.clock);
  const score = frameScorer(policy);
  const dependencies = dependencyLearner(ports.dependencies, ports.clock);
  let pending = new Map<string, Finding>();
  let touched = new Set<string>();

  return {
    take: async ({ frame, sequenceNumber }: DetectRecord): Promise<StageReport> => {
      if (frame.signals.every(({ kind }) => kind === 'event')) return emptyReport;
      const received = frame.signals.filter(isAnalysed).length;
      const entry = await cache.entry(frame.partition);
      if (atOrBefore(sequenceNumber, entry.position))
        return received === 0 ? emptyReport : { ...emptyReport, received, suppressed: { redelivered: received } };
      touched.add(frame.partition);
      for (const signal of frame.signals) dependencies.learn(signal);
      const { findings, received: _, ...scored } = score(entry.state, frame);
      for (const finding of findings) pending.set(finding.id, finding);
      entry.position = sequenceNumber;
      entry.touchedAt = ports.clock.now();
      entry.takenTo = frame.receivedAt;
      entry.dirty = true;
      entry.urgent ||= findings.length > 0;
      return { ...emptyReport, received, ...scored };
    },
    flush: async (): Promise<StageReport> => {
      const findings = [...pending.values()];
      const resources = touched;
      pending = new Map();
      touched = new Set();
      try {
        if (findings.length > 0) await ports.findings.send(findings);
        await dependencies.write();
        await cache.write();
      } catch (error) {
        for (const resource of resources) cache.forget(resource);
        throw error;
      }
      return { ...emptyReport, produced: findings.length };
    },
  };
};
