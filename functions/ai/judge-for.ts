/** The judge as a handler takes it: with no provider in the policy, none of what asks them is loaded, nor called. */
import type { ProvidersPolicy } from '#kernel/policy.ts';
import type { Judge, Judgement, Question } from '#kernel/provider.ts';
import type { PolicyJudgePorts } from './judge-from-policy.ts';
import { sureLocal } from './sure-local.ts';

/** Loads what `judge-from-policy.ts` makes when the first question comes, and keeps it: breakers, rates and the day's account live in it. */
export const judgeFor = (policy: ProvidersPolicy, ports: PolicyJudgePorts): Judge => {
  const local = sureLocal(ports.local, ports.log);
  const alone = (questions: readonly Question[], provisional: boolean): readonly Judgement[] =>
    questions.map((question) => ({ verdict: local(question), provisional }));
  if (policy.providers.length === 0) return { ask: async (questions) => alone(questions, false) };
  let judge: Promise<Judge> | undefined;
  return {
    ask: async (questions) => {
      judge ??= import('./judge-from-policy.ts').then(({ judgeFromPolicy }) => judgeFromPolicy(policy, ports));
      try {
        return await (await judge).ask(questions);
      } catch (cause) {
        ports.log.warn('the judge failed', { error: cause instanceof Error ? cause.name : 'unknown' });
        return alone(questions, true);
      }
    },
  };
};
