/** The local model alone, as whoever judges: what a deployment without providers has. */
import { localVerdict } from '#ai/local/model.ts';
import type { Judge } from '#kernel/provider.ts';

export const localJudge: Judge = {
  ask: async (questions) => questions.map((question) => ({ verdict: localVerdict(question), provisional: false })),
};
