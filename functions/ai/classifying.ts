/** A model as a provider: kinds of messages are asked about in one completion. */
import type { Provider } from '#kernel/provider.ts';
import { readAnswers } from './answers.ts';
import type { CompletionModel } from './completion.ts';
import { answerSchema, outputTokensFor, promptOf } from './prompt.ts';

/** `random` draws references and gives 0 to 1. */
export const classifying = ({ id, vendor, complete }: CompletionModel, random: () => number): Provider => ({
  id,
  classify: async (questions, deadline) => {
    const { system, user, refs } = promptOf(questions, random);
    const { text, usage } = await complete(
      { system, user, schema: answerSchema, answerTokens: outputTokensFor(questions.length) },
      deadline,
    );
    return { verdicts: readAnswers(text, refs, { system: vendor, source: id }), usage };
  },
});
