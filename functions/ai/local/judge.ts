/** The local model alone, as whoever judges: for a deployment without providers. */
import type { Judge } from '#kernel/provider.ts';
import { localVerdict } from './model.ts';

export const localJudge: Judge = {
  ask: async (questions) => questions.map((question) => ({ verdict: localVerdict(question), provisional: false })),
};
