/** One provider as the judge asks it: questions in calls that carry control questions. */
import type { Answered, Provider, Question } from '#kernel/provider.ts';
import type { Verdict } from '#kernel/verdict.ts';
import type { Breaker } from './breaker.ts';
import { type CallLimits, type CallPorts, type Calls, callsOf } from './calls.ts';
import { controlled } from './controls.ts';
import { worstCase } from './prompt.ts';

/** A provider with what it costs and how much of it may be used. */
export interface ContenderSettings extends CallLimits {
  readonly provider: Provider;
  readonly maxQuestions: number;
  readonly thinkingTokens: number;
}

/** Questions that are only chosen when a call about them may go out: what is never asked need not be looked at. */
interface Batch {
  /** How many there are at most; of at most `maxQuestions`. */
  readonly size: number;
  /** The questions, the same each time; none where nothing is left to ask. */
  questions(): readonly Question[];
}

/**
 * `answers`: of the questions that were chosen, in order, undefined where there is none. `isUnavailable`: it could not be asked, or its
 * answers do not count: worth asking again before long.
 */
interface Asked {
  readonly answers: readonly (Verdict | undefined)[];
  readonly isUnavailable: boolean;
}

export interface Contender {
  readonly id: string;
  readonly maxQuestions: number;
  /** Resolves before the deadline, or about then. */
  ask(batch: Batch, deadline: number): Promise<Asked>;
  /** Its breaker, for whoever watches. */
  health(): Breaker['state'];
}

export const contenderOf = (settings: ContenderSettings, ports: CallPorts): Contender => {
  const { provider, thinkingTokens, maxQuestions } = settings;
  const calls: Calls = callsOf(provider.id, settings, ports);

  const prepare = (questions: readonly Question[]) => {
    if (questions.length === 0) return undefined;
    const control = controlled(questions, ports.random);
    return {
      questions: questions.length,
      worst: worstCase(control.questions, thinkingTokens),
      send: async (deadline: number) => {
        const { verdicts, usage } = await provider.classify(control.questions, deadline);
        return { said: verdicts, usage };
      },
      read: (verdicts: Answered['verdicts']) => {
        const answer = control.read(verdicts);
        return answer === undefined ? undefined : { answer, isComplete: !answer.includes(undefined) };
      },
    };
  };

  return {
    id: provider.id,
    maxQuestions,
    health: calls.health,
    ask: async ({ size, questions }, deadline) => {
      const result = await calls.make({ size, prepare: () => prepare(questions()) }, deadline);
      return result.kind === 'answered'
        ? { answers: result.answer, isUnavailable: false }
        : { answers: [], isUnavailable: result.isUnavailable };
    },
  };
};
