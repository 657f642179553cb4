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

/** An answer as it is kept. */
interface Decided extends KeptVerdict, Answer {}

/** For the time being: to be asked again before long. */
const byLevel = ({ severityNumber }: ToAsk): KeptVerdict => ({ verdict: levelVerdict(severityNumber), provisional: true });

/** Who judged what no rule knew. */
const layerOf = ({ source }: Verdict): Layer => (source === 'local' || source === 'level' ? source : 'provider');

/** What verdicts are kept under. */
export interface VerdictVersions {
  /** Of the rules and the local model: verdicts of all are kept under it. */
  readonly rules: string;
  /** Of the providers, where there are any: what they said is kept under it, too, so that another rule asks no model again. */
  readonly models?: string;
}

/** Verdicts under one version of rules and models. */
export const verdictsOf = (ports: VerdictPorts, rules: Rules, versions: VerdictVersions): Verdicts => {
  const memory = generations<Remembered>(remembered);

  const write = async (version: string, answers: readonly (readonly [ToAsk, KeptVerdict])[]): Promise<void> => {
    for (const [{ id, keep }, verdict] of answers) if (keep) await ports.verdicts.put(id, version, verdict);
  };

  /** Whoever judges is asked, unless it was before. */
  const judge = async (questions: readonly ToAsk[]): Promise<ReadonlyMap<string, KeptVerdict>> => {
    if (questions.length === 0) return new Map();
    const before =
      versions.models === undefined
        ? new Map<string, KeptVerdict>()
        : await ports.verdicts.get(
            questions.map(({ id }) => id),
            versions.models,
          );
    const open = questions.filter(({ id }) => !before.has(id));
    const judgements = open.length === 0 ? [] : await ports.judge.ask(open.map(questionOf));
    const answers = open.map((each, at) => [each, judgements[at] ?? byLevel(each)] as const);
    if (versions.models !== undefined)
      await write(
        versions.models,
        answers.filter(([, { verdict, provisional }]) => !provisional && layerOf(verdict) === 'provider'),
      );
    return new Map([...before, ...answers.map(([{ id }, kept]) => [id, kept] as const)]);
  };

  /** What no rule decides is judged; by its level alone, where no model may be shown it. */
  const decide = async (questions: readonly ToAsk[]): Promise<ReadonlyMap<string, Decided>> => {
    const decided = new Map<string, Decided>();
    for (const question of questions) {
      const rule = rules.decide(question);
      if (rule !== undefined)
        decided.set(question.id, { verdict: rule, provisional: false, layer: 'rule', disputed: isDisputed(question, rule) });
      else if (question.keptFromModels) decided.set(question.id, { ...byLevel(question), layer: 'level' });
    }
    const judged = await judge(questions.filter(({ id }) => !decided.has(id)));
    for (const [id, kept] of judged) decided.set(id, { ...kept, layer: layerOf(kept.verdict) });
    await write(
      versions.rules,
      questions.map((each) => [each, decided.get(each.id) ?? byLevel(each)] as const),
    );
    return decided;
  };

  const isDisputed = (question: ToAsk, rule: Verdict): boolean => {
    // The local model is a model, too.
    const second = question.keptFromModels ? undefined : ports.secondOpinion?.(questionOf(question));
    return second !== undefined && (second.severity === 'info') !== (rule.severity === 'info');
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
        versions.rules,
      );
      const decided = await decide(uncorrected.filter(({ id }) => !stored.has(id)));
      const answers = questions.map((each): Answer => {
        const correction = corrections.get(each.clusterId);
        if (correction !== undefined) return { verdict: correction.verdict, layer: 'correction' };
        const known = stored.get(each.id);
        return known === undefined
          ? (decided.get(each.id) ?? { ...byLevel(each), layer: 'level' })
          : { verdict: known.verdict, layer: 'knowledge' };
      });
      const until = ports.clock.now() + freshMs;
      for (const [at, { id }] of questions.entries()) memory.set(id, { verdict: answers[at]?.verdict ?? levelVerdict(0), until });
      return answers;
    },
  };
};
