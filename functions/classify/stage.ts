/** Classifies logs (the kind of each message, a verdict a kind, a finding for each kind that needs a person's eye) and what other systems judged. */
import type { Finding } from '#kernel/finding.ts';
import type { Frame } from '#kernel/frame.ts';
import type { ClassificationPolicy } from '#kernel/policy.ts';
import type { FindingSink } from '#kernel/ports.ts';
import { emptyReport, type StageReport } from '#kernel/stage-report.ts';
import { burstWatch } from './burst.ts';
import { type Classified, type ClassifierPorts, classifier } from './classifier.ts';
import { eventFinding } from './event-finding.ts';
import { eventVerdict } from './event-verdict.ts';
import { kindRates } from './kind-rates.ts';
import { logFinding } from './log-finding.ts';
import { compileRules } from './rules.ts';
import { sightingsOf } from './sort-logs.ts';
import type { VerdictVersions } from './verdicts.ts';

/** What classify needs of the outside world. */
export interface ClassifyPorts extends ClassifierPorts {
  readonly findings: FindingSink;
  /** What asking providers took since it was last read, by what is counted: calls, tokens, millionths of a dollar. */
  readonly spent?: () => Readonly<Record<string, number>>;
}

/** The rules, and which they are. */
export interface ClassifySettings {
  readonly policy: ClassificationPolicy;
  readonly versions: VerdictVersions;
}

/** How the work went, by layer and by what became of kinds. */
const answeredBy = ({ groups, strangers, disputed }: Classified): Readonly<Record<string, number>> => {
  const answered: Record<string, number> = {};
  const count = (name: string, by = 1): void => {
    answered[name] = (answered[name] ?? 0) + by;
  };
  for (const { layer, indexes } of groups) {
    count(layer);
    // The first asks for all of its group.
    if (indexes.length > 1) count('memory', indexes.length - 1);
  }
  for (const { minted, kept } of strangers) {
    if (minted) count('new_kind');
    if (!kept) count('unkept_kind');
  }
  if (disputed > 0) count('disputed', disputed);
  return answered;
};

/** The classify stage. `take` counts logs and events as received and info verdicts as suppressed `routine`; `flush` sends the findings and counts them as produced. */
export const classifyStage = (ports: ClassifyPorts, { policy, versions }: ClassifySettings) => {
  const rules = compileRules(policy);
  const { classify, evicted } = classifier(ports, rules, versions);
  const watch = burstWatch();
  const watchRates = kindRates();
  let pending = new Map<string, Finding>();
  /** Kept until they are sent: a frame that comes again is not counted again. */
  const rates = new Map<string, Finding>();

  /** A finding an event: none is like another, and a resolution counts whatever its severity. How many were taken, and how many say nothing. */
  const takeEvents = (frame: Frame): { readonly received: number; readonly routine: number } => {
    let received = 0;
    let routine = 0;
    frame.signals.forEach((signal, index) => {
      if (signal.kind !== 'event') return;
      received += 1;
      const verdict = eventVerdict(signal, policy, rules);
      if (verdict.severity === 'info' && signal.status === 'firing') {
        routine += 1;
        return;
      }
      const finding = eventFinding(frame, signal, index, verdict);
      pending.set(finding.id, finding);
    });
    return { received, routine };
  };

  return {
    take: async ({ frame }: { readonly frame: Frame }): Promise<StageReport> => {
      const classified = await classify(frame);
      let { received, routine } = takeEvents(frame);
      for (const group of classified.groups) {
        received += group.indexes.length;
        if (group.verdict.severity === 'info') {
          routine += group.indexes.length;
          continue;
        }
        const finding = logFinding(frame, group, group.verdict);
        pending.set(finding.id, finding);
      }
      for (const sighting of sightingsOf(classified.strangers)) {
        const burst = watch(frame, sighting);
        if (burst !== undefined) pending.set(burst.id, burst);
      }
      for (const finding of watchRates(frame, classified.groups)) rates.set(finding.id, finding);
      const answered = answeredBy(classified);
      return {
        ...emptyReport,
        received,
        suppressed: routine > 0 ? { routine } : {},
        ...(Object.keys(answered).length > 0 && { answered }),
      };
    },
    flush: async (): Promise<StageReport> => {
      const findings = [...pending.values(), ...rates.values()];
      // Whatever happens below, a failed batch comes again whole.
      pending = new Map();
      if (findings.length > 0) await ports.findings.send(findings);
      rates.clear();
      const forgotten = evicted();
      const answered = { ...(forgotten > 0 && { evicted_kind: forgotten }), ...ports.spent?.() };
      return { ...emptyReport, produced: findings.length, ...(Object.keys(answered).length > 0 && { answered }) };
    },
  };
};
