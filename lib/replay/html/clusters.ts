/** Logs by kind of message: how many, when, and what classify made of them. */
import type { Finding } from '#kernel/finding.ts';
import { type Frame, signalRef } from '#kernel/frame.ts';
import { attributeText } from '#kernel/resource.ts';
import { type Severity, severityRank } from '#kernel/severity.ts';
import { toMillis } from '#kernel/signal.ts';
import { clusterTeller } from './analysers.ts';

/** Logs of one kind; routine where no finding speaks of them. */
export interface LogCluster {
  readonly service: string;
  /** The message with its variable parts masked. */
  readonly masked: string;
  /** The worst that a finding says, and who says so. */
  readonly verdict: { readonly severity: Severity; readonly reason: string; readonly source: string } | undefined;
  readonly count: number;
  /** How many in each bucket of time. */
  readonly counts: readonly number[];
}

interface Growing {
  readonly service: string;
  readonly masked: string;
  verdict: LogCluster['verdict'];
  count: number;
  readonly counts: number[];
}

/** Buckets of time: where they begin (ms since the epoch), how wide they are, and how many. */
export interface Buckets {
  readonly startAt: number;
  readonly widthMs: number;
  readonly count: number;
}

/** Findings by the signals they name. */
const findingsBySignal = (findings: readonly Finding[]): ReadonlyMap<string, Finding> => {
  const bySignal = new Map<string, Finding>();
  for (const finding of findings) {
    if (finding.kind === 'classification') for (const signal of finding.evidence.signals) bySignal.set(signal, finding);
  }
  return bySignal;
};

const worse = (verdict: LogCluster['verdict'], finding: Finding | undefined): LogCluster['verdict'] => {
  if (finding === undefined) return verdict;
  const { severity, reason, source } = finding;
  return verdict === undefined || severityRank(severity) < severityRank(verdict.severity) ? { severity, reason, source } : verdict;
};

const rank = ({ verdict }: LogCluster): number => (verdict === undefined ? severityRank('info') : severityRank(verdict.severity));

/** The worst first, then the most frequent. Logs before the first bucket or after the last (a wrong clock) count in total only. */
export const logClusters = (frames: Iterable<Frame>, findings: readonly Finding[], buckets: Buckets): readonly LogCluster[] => {
  const clusterOf = clusterTeller();
  const bySignal = findingsBySignal(findings);
  const clusters = new Map<string, Growing>();
  for (const frame of frames) {
    frame.signals.forEach((signal, index) => {
      if (signal.kind !== 'log') return;
      const { id, masked } = clusterOf(signal);
      const service = attributeText(signal.resource.attributes, 'service.name') ?? '(no service.name)';
      const cluster = clusters.get(id) ?? {
        service,
        masked,
        verdict: undefined,
        count: 0,
        counts: new Array<number>(buckets.count).fill(0),
      };
      clusters.set(id, cluster);
      cluster.count += 1;
      cluster.verdict = worse(cluster.verdict, bySignal.get(signalRef(frame, index)));
      const bucket = Math.floor((toMillis(signal.timeUnixNano) - buckets.startAt) / buckets.widthMs);
      if (bucket >= 0 && bucket < buckets.count) cluster.counts[bucket] = (cluster.counts[bucket] ?? 0) + 1;
    });
  }
  return [...clusters]
    .toSorted(([idA, a], [idB, b]) => rank(a) - rank(b) || b.count - a.count || (idA < idB ? -1 : 1))
    .map(([, cluster]) => cluster);
};
