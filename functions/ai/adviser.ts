/** Asks models for a second opinion on an anomaly: in order of priority, each within its limits, one day's budget for this and for classifying. */
import type { Advice, Adviser, Circumstances, Opinion } from '#kernel/opinion.ts';
import type { AskingPorts } from './asking-ports.ts';
import { type CallLimits, type Calls, callsOf } from './calls.ts';
import type { CompletionModel } from './completion.ts';
import { mostInputTokens } from './most-tokens.ts';
import { readOpinion } from './opinion-answer.ts';
import { opinionPrompt, textsOf } from './opinion-prompt.ts';
import { type DailyBudget, spendingOf } from './spending.ts';
import { suspicionInTexts } from './suspicion.ts';

export interface AdviserSettings {
  /** In order of priority. */
  readonly models: readonly (CallLimits & { readonly completion: CompletionModel; readonly thinkingTokens: number })[];
  readonly budget: DailyBudget;
  /** Milliseconds that `advise` takes at most, or about that. */
  readonly deadlineMs: number;
}

/** Without what speaks to a model; undefined where the anomaly itself does. */
const presentable = ({ anomaly, neighbours, services }: Circumstances): Circumstances | undefined => {
  if (suspicionInTexts(textsOf(anomaly)) !== undefined) return undefined;
  return {
    anomaly,
    neighbours: neighbours.filter((each) => suspicionInTexts(textsOf(each)) === undefined),
    services: services.filter(({ service }) => suspicionInTexts([service]) === undefined),
  };
};

type Said = Omit<Opinion, 'provider' | 'model'> | undefined;

export const createAdviser = (settings: AdviserSettings, ports: AskingPorts): Adviser => {
  const { clock, log, random, record } = ports;
  const free = { model: 'all', latencyMs: 0, inputTokens: 0, outputTokens: 0, dollars: 0 };
  const budget = spendingOf(settings.budget, {
    store: ports.budget,
    clock,
    log,
    exhausted: () => record({ provider: 'all', outcome: 'budget_exhausted', questions: 0, ...free }),
  });
  const contenders = settings.models.map((each) => ({ ...each, calls: callsOf(each.completion.id, each, { ...ports, budget }) }));

  const ask = (
    { completion, thinkingTokens, calls }: (typeof contenders)[number] & { readonly calls: Calls },
    circumstances: Circumstances,
    deadline: number,
  ) =>
    calls.make(
      {
        size: 1,
        prepare: () => {
          const { causes, ...request } = opinionPrompt(circumstances, random);
          return {
            questions: 1,
            worst: {
              inputTokens: mostInputTokens(request.system, request.user, request.schema),
              outputTokens: request.answerTokens + thinkingTokens,
            },
            send: async (until) => {
              const { text, usage } = await completion.complete(request, until);
              return { said: readOpinion(text, causes, completion.vendor), usage };
            },
            read: (said: Said) => ({ answer: { said }, isComplete: said !== undefined }),
          };
        },
      },
      deadline,
    );

  const askInOrder = async (circumstances: Circumstances): Promise<Advice> => {
    const deadline = clock.now() + settings.deadlineMs;
    let isUnavailable = true;
    for (const contender of contenders) {
      const result = await ask(contender, circumstances, deadline);
      if (result.kind === 'unanswered') {
        isUnavailable &&= result.isUnavailable;
        continue;
      }
      isUnavailable = false;
      const { said } = result.answer;
      if (said !== undefined) return { kind: 'opinion', opinion: { ...said, provider: contender.completion.id, model: contender.model } };
    }
    return { kind: isUnavailable ? 'unavailable' : 'no_opinion' };
  };

  return {
    advise: async (circumstances) => {
      try {
        const shown = presentable(circumstances);
        return shown === undefined ? { kind: 'suspicious' } : await askInOrder(shown);
      } catch (cause) {
        // A bug of ours must not hold up what comes after.
        log.warn('asking for an opinion failed', { error: cause instanceof Error ? cause.name : 'unknown' });
        return { kind: 'unavailable' };
      }
    },
  };
};
