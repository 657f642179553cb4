/** Classifies logs (the kind of each message, a verdict a kind, a finding for each kind that needs a person's eye) and what other systems judged. */
import type { Finding } from '#kernel/finding.ts';
import type { Frame } from '#kernel/frame.ts';
import { lru } from '#kernel/lru.ts';
import type { ClassificationPolicy } from '#kernel/policy.ts';
import type { FindingSink, VerdictStore } from '#kernel/ports.ts';
import { type Resource, resourceId } from '#kernel/resource.ts';
import { emptyReport, type StageReport } from '#kernel/stage-report.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { type Cluster, clusterOf, questionId } from './cluster.ts';
import { eventFinding } from './event-finding.ts';
import { eventVerdict } from './event-verdict.ts';
import { joinGroup, type LogGroup, logFinding, startGroup } from './log-finding.ts';
import { messageText } from './message-text.ts';
import { compileRules } from './rules.ts';
import { severityNumberOf } from './severity-number.ts';
import { verdictsOf } from './verdicts.ts';

/** Clusters whose ids are kept in memory. */
const rememberedClusters = 50_000;
/** Questions asked at once. */
const askedAtOnce = 25;

/** What classify needs of the outside world. */
export interface ClassifyPorts {
  readonly verdicts: VerdictStore;
  readonly findings: FindingSink;
}

/** The rules, and which they are. */
export interface ClassifySettings {
  readonly policy: ClassificationPolicy;
  /** Verdicts are kept under it: another policy asks again. */
  readonly policyVersion: string;
}

/** The classify stage. `take` counts logs and events as received and info verdicts as suppressed `routine`; `flush` sends the findings and counts them as produced. */
export const classifyStage = (ports: ClassifyPorts, { policy, policyVersion }: ClassifySettings) => {
  const rules = compileRules(policy);
  const verdicts = verdictsOf(ports.verdicts, rules, policyVersion);
  const clusters = lru<Cluster>(rememberedClusters);
  let pending = new Map<string, Finding>();

  /** Logs by kind and resource, in order of first sight. */
  const groupLogs = (frame: Frame): readonly LogGroup[] => {
    const groups = new Map<string, LogGroup>();
    const resourceIds = new Map<Resource, string>();
    frame.signals.forEach((signal, index) => {
      if (signal.kind !== 'log') return;
      const { resource } = signal;
      const text = messageText(signal);
      const cluster = clusterOf(clusters, resource.attributes, text);
      const question = questionId(cluster, severityNumberOf(signal), resource.attributes, rules.attributes);
      const emitter = resourceIds.get(resource) ?? resourceId(resource);
      resourceIds.set(resource, emitter);
      const key = `${question} ${emitter}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, startGroup(question, cluster, signal, index, text));
      else joinGroup(group, signal, index);
    });
    return [...groups.values()];
  };

  const askUnknown = async (groups: readonly LogGroup[]): Promise<void> => {
    const unknown = new Map(
      groups.filter((group) => verdicts.known(group.questionId) === undefined).map((group) => [group.questionId, group]),
    );
    const questions = [...unknown.values()];
    for (let start = 0; start < questions.length; start += askedAtOnce)
      await Promise.all(questions.slice(start, start + askedAtOnce).map(askFor));
  };

  const askFor = ({ questionId: id, cluster, first }: LogGroup): Promise<Verdict> =>
    verdicts.ask(id, { masked: cluster.masked, severityNumber: severityNumberOf(first), resource: first.resource.attributes });

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
      const groups = groupLogs(frame);
      await askUnknown(groups);
      let { received, routine } = takeEvents(frame);
      for (const group of groups) {
        received += group.indexes.length;
        const verdict = verdicts.known(group.questionId) ?? (await askFor(group));
        if (verdict.severity === 'info') {
          routine += group.indexes.length;
          continue;
        }
        const finding = logFinding(frame, group, verdict);
        pending.set(finding.id, finding);
      }
      return { ...emptyReport, received, suppressed: routine > 0 ? { routine } : {} };
    },
    flush: async (): Promise<StageReport> => {
      const findings = [...pending.values()];
      // Whatever happens below, a failed batch comes again whole.
      pending = new Map();
      if (findings.length > 0) await ports.findings.send(findings);
      return { ...emptyReport, produced: findings.length };
    },
  };
};
