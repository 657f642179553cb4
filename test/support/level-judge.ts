/** A judge that goes by the level alone, and counts what it is asked. */
import { levelVerdict } from '#functions/classify/level-verdict.ts';
import type { Judge, Question } from '#kernel/provider.ts';

export const levelJudge = (): Judge & { readonly asked: Question[] } => {
  const asked: Question[] = [];
  return {
    asked,
    ask: async (questions) => {
      asked.push(...questions);
      return questions.map(({ severityNumber }) => ({ verdict: levelVerdict(severityNumber), provisional: false }));
    },
  };
};
