/** Where verdicts come from: memory, then `knowledge`, then the rules, then the level. A question is asked once. */

import { lru } from '#kernel/lru.ts';
import type { VerdictStore } from '#kernel/ports.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { levelVerdict } from './level-verdict.ts';
import type { Asked, Rules } from './rules.ts';

/** Verdicts kept in memory. */
const remembered = 50_000;

/** Verdicts by question. */
export interface Verdicts {
  /** Without I/O: undefined when memory does not hold it. */
  known(questionId: string): Verdict | undefined;
  /** One read of `knowledge`, and one write when it had no answer. */
  ask(questionId: string, asked: Asked): Promise<Verdict>;
}

/** Verdicts under one version of the policy. */
export const verdictsOf = (store: VerdictStore, rules: Rules, policyVersion: string): Verdicts => {
  const memory = lru<Verdict>(remembered);
  return {
    known: (questionId) => memory.get(questionId),
    ask: async (questionId, asked) => {
      let verdict = await store.get(questionId, policyVersion);
      if (verdict === undefined) {
        verdict = rules.decide(asked) ?? levelVerdict(asked.severityNumber);
        await store.put(questionId, policyVersion, verdict);
      }
      memory.set(questionId, verdict);
      return verdict;
    },
  };
};
