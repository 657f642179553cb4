/** Sorts the logs of a frame into kinds, and has a verdict for each: what was met before without any I/O, the rest with a few calls a frame. */
import type { Frame } from '#kernel/frame.ts';
import { onceEach } from '#kernel/once-each.ts';
import type { QuotaStore, TemplateStore } from '#kernel/ports.ts';
import { attributeText, type Resource, resourceId } from '#kernel/resource.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { evidenceOf } from './evidence.ts';
import { joinGroup, type LogGroup, startGroup } from './log-group.ts';
import { kindsIn } from './mining/kinds.ts';
import { levelBands, questionId } from './question.ts';
import type { Rules } from './rules.ts';
import { severityNumberOf } from './severity-number.ts';
import { kindShares } from './shares.ts';
import { type SortedLog, type Stranger, sortLogs } from './sort-logs.ts';
import { type Layer, type ToAsk, type VerdictPorts, type VerdictVersions, verdictsOf } from './verdicts.ts';

/** What classifying needs of the outside world. */
export interface ClassifierPorts extends VerdictPorts {
  readonly templates: TemplateStore;
  readonly quotas: QuotaStore;
}

/** Logs of one kind, level and resource, judged. */
interface Judged extends LogGroup {
  readonly verdict: Verdict;
  /** Who answered for the first of them; memory answers for the others. */
  readonly layer: Layer;
}

/** The logs of a frame, judged. */
export interface Classified {
  /** Questions on which a rule and the local model differ. */
  readonly disputed: number;
  /** In order of first sight. */
  readonly groups: readonly Judged[];
  /** The first of each kind that this worker had not met. */
  readonly strangers: readonly Stranger[];
}

/** A worker's own: it remembers what it met. */
export const classifier = (ports: ClassifierPorts, rules: Rules, versions: VerdictVersions) => {
  const bandOf = levelBands(rules.levels);
  const verdicts = verdictsOf(ports, rules, versions);
  const kinds = kindsIn(ports.templates, { mayKeep: kindShares(ports.quotas, ports.clock), markOf: rules.phrasesIn });

  /** By resource and cluster first: a kind has few levels and little evidence. */
  const groupsOf = (logs: readonly SortedLog[]): readonly LogGroup[] => {
    const ofEmitter = new Map<string, Map<string, LogGroup[]>>();
    const ofResource = onceEach((resource: Resource) => {
      const emitter = resourceId(resource);
      const there = ofEmitter.get(emitter) ?? new Map<string, LogGroup[]>();
      ofEmitter.set(emitter, there);
      return there;
    });
    const all: LogGroup[] = [];
    for (const { signal, index, text, masked, mark, levelInText, clusterId } of logs) {
      const evidence = evidenceOf(signal, text);
      const severityNumber = bandOf(severityNumberOf(signal, levelInText));
      const ofCluster = ofResource(signal.resource);
      const groups = ofCluster.get(clusterId) ?? [];
      const there = groups.find((group) => group.severityNumber === severityNumber && group.mark === mark && group.evidence === evidence);
      if (there !== undefined) {
        joinGroup(there, signal, index);
        continue;
      }
      const seen = rules.attributes.map((name) => attributeText(signal.resource.attributes, name) ?? '');
      const id = questionId(clusterId, severityNumber, [mark, evidence, ...seen]);
      const group = startGroup({ questionId: id, clusterId, masked, mark, evidence, severityNumber, text }, signal, index);
      ofCluster.set(clusterId, [...groups, group]);
      all.push(group);
    }
    return all;
  };

  const questionOf = (group: LogGroup, unkept: ReadonlySet<string>): ToAsk => ({
    id: group.questionId,
    clusterId: group.clusterId,
    masked: group.masked,
    evidence: group.evidence,
    example: group.text,
    severityNumber: group.severityNumber,
    resource: group.first.resource.attributes,
    service: attributeText(group.first.resource.attributes, 'service.name') ?? '',
    keptFromModels: group.keptFromModels,
    keep: !unkept.has(group.clusterId),
  });

  return {
    /** Rejects when `knowledge` cannot be reached: nothing was judged then. */
    classify: async (frame: Frame): Promise<Classified> => {
      const { logs, strangers } = await sortLogs(kinds, frame);
      const groups = groupsOf(logs);
      const unkept = new Set(strangers.filter(({ kept }) => !kept).map(({ clusterId }) => clusterId));
      const known = new Map(groups.map(({ questionId: id }) => [id, verdicts.known(id)]));
      const open = new Map(groups.filter(({ questionId: id }) => known.get(id) === undefined).map((group) => [group.questionId, group]));
      const answers = open.size === 0 ? [] : await verdicts.ask([...open.values()].map((group) => questionOf(group, unkept)));
      const layerOf = new Map<string, Layer>();
      for (const [at, id] of [...open.keys()].entries()) {
        known.set(id, answers[at]?.verdict);
        layerOf.set(id, answers[at]?.layer ?? 'memory');
      }
      const judged = groups.flatMap((group) => {
        const { questionId: id } = group;
        const verdict = known.get(id);
        const layer = layerOf.get(id) ?? 'memory';
        layerOf.set(id, 'memory');
        return verdict === undefined ? [] : [{ ...group, verdict, layer }];
      });
      return { groups: judged, strangers, disputed: answers.filter((answer) => answer.disputed === true).length };
    },
    /** How many kinds were let go from memory since it was last asked. */
    evicted: kinds.evicted,
  };
};
