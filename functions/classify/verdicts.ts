/** Where verdicts come from, in layers: memory, a person's correction, `knowledge`, the rules, and whoever judges what no rule knows. A question is asked once. */
import { generations } from '#kernel/generations.ts';
import type { Clock, CorrectionStore, KeptVerdict, VerdictStore } from '#kernel/ports.ts';
import type { Judge, Question } from '#kernel/provider.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { levelVerdict } from './level-verdict.ts';
import type { Asked } from './question.ts';
import type { Rules } from './rules.ts';

/** Verdicts kept in memory. */
const remembered = 100_000;
/** After so long `knowledge` is read again, as a person may have said otherwise. Milliseconds. */
const freshMs = 10 * 60_000;
/** Verdicts written at once. */
const writtenAtOnce = 25;

/** The layer that answered. */
export type Layer = 'memory' | 'correction' | 'knowledge' | 'rule' | 'local' | 'provider' | 'level';

/** A question, and whether models may be shown it. */
export interface ToAsk extends Asked {
  readonly keptFromModels: boolean;
  /** New kinds over the service's share are answered, and forgotten with the worker. */
  readonly keep: boolean;
}

/** An answer and the layer it came from. */
interface Answer {
  readonly verdict: Verdict;
  readonly layer: Layer;
  /** A rule and the local model differ on whether somebody should look. */
  readonly disputed?: boolean;
}

/** Verdicts by question. */
export interface Verdicts {
  /** Without I/O: undefined when memory does not hold it, or not lately. */
  known(questionId: string): Verdict | undefined;
  /** One answer for each of these questions, which differ. Rejects when `knowledge` cannot be reached. */
  ask(questions: readonly ToAsk[]): Promise<readonly Answer[]>;
}

/** What verdicts need of the outside world. */
export interface VerdictPorts {
  readonly verdicts: VerdictStore;
  readonly corrections: CorrectionStore;
  readonly judge: Judge;
  /** What the local model thinks of what rules decided: only counted. */
  readonly secondOpinion?: (question: Question) => Verdict;
  readonly clock: Clock;
}

interface Remembered {
  readonly verdict: Verdict;
  readonly until: number;
}

const questionOf = ({ clusterId, masked, evidence, example, severityNumber, service }: ToAsk): Question => ({
  clusterId,
  template: evidence === '' ? masked : `${masked} (${evidence})`,
  example,
  severityNumber,
  service,
});

/** Who judged what no rule knew. */
const layerOf = ({ source }: Verdict): Layer => (source === 'local' || source === 'level' ? source : 'provider');

/** Verdicts under one version of policy and models. */
export const verdictsOf = (ports: VerdictPorts, rules: Rules, version: string): Verdicts => {
  const memory = generations<Remembered>(remembered);

  const judged = async (questions: readonly ToAsk[]): Promise<ReadonlyMap<string, KeptVerdict>> => {
    const answers = new Map<string, KeptVerdict>();
    for (const { id, severityNumber } of questions.filter((each) => each.keptFromModels))
      answers.set(id, { verdict: levelVerdict(severityNumber), provisional: true });
    const shown = questions.filter((each) => !each.keptFromModels);
    const judgements = shown.length === 0 ? [] : await ports.judge.ask(shown.map(questionOf));
    for (const [at, { id, severityNumber }] of shown.entries())
      answers.set(id, judgements[at] ?? { verdict: levelVerdict(severityNumber), provisional: true });
    return answers;
  };

  const write = async (entries: readonly (readonly [string, KeptVerdict])[]): Promise<void> => {
    for (let start = 0; start < entries.length; start += writtenAtOnce)
      await Promise.all(entries.slice(start, start + writtenAtOnce).map(([id, kept]) => ports.verdicts.put(id, version, kept)));
  };

  return {
    known: (questionId) => {
      const there = memory.get(questionId);
      return there === undefined || there.until <= ports.clock.now() ? undefined : there.verdict;
    },
    ask: async (questions) => {
      const corrections = await ports.corrections.corrections([...new Set(questions.map(({ clusterId }) => clusterId))]);
      const uncorrected = questions.filter(({ clusterId }) => !corrections.has(clusterId));
      const stored = await ports.verdicts.get(
        uncorrected.map(({ id }) => id),
        version,
      );
      const open = uncorrected.filter(({ id }) => !stored.has(id));
      const ruled = new Map(open.map((each) => [each.id, rules.decide(each)] as const));
      const answered = await judged(open.filter(({ id }) => ruled.get(id) === undefined));
      const until = ports.clock.now() + freshMs;
      const answers = questions.map((each): Answer & { readonly kept: KeptVerdict | undefined } => {
        const correction = corrections.get(each.clusterId);
        if (correction !== undefined) return { verdict: correction.verdict, layer: 'correction', kept: undefined };
        const known = stored.get(each.id);
        if (known !== undefined) return { verdict: known.verdict, layer: 'knowledge', kept: undefined };
        const rule = ruled.get(each.id);
        if (rule !== undefined) {
          const second = ports.secondOpinion?.(questionOf(each)).severity ?? rule.severity;
          const disputed = (second === 'info') !== (rule.severity === 'info');
          return { verdict: rule, layer: 'rule', kept: { verdict: rule, provisional: false }, disputed };
        }
        const kept = answered.get(each.id) ?? { verdict: levelVerdict(each.severityNumber), provisional: true };
        return { verdict: kept.verdict, layer: layerOf(kept.verdict), kept };
      });
      await write(
        answers.flatMap(({ kept }, at) => (kept === undefined || questions[at]?.keep !== true ? [] : [[questions[at].id, kept] as const])),
      );
      for (const [at, { verdict }] of answers.entries()) memory.set(questions[at]?.id ?? '', { verdict, until });
      return answers;
    },
  };
};
