/** A model of Amazon Bedrock. */
import type { CompletionModel } from '#ai/completion.ts';
import type { ProviderPorts } from '#ai/provider-ports.ts';
import { type Unusable, unusable } from '#ai/unusable.ts';
import type { Converse, ConverseCall } from '#kernel/converse.ts';

export interface BedrockSettings {
  readonly name: string;
  readonly model: string;
  readonly region?: string | undefined;
  readonly structure: ConverseCall['structure'];
  readonly thinkingTokens: number;
}

export interface BedrockPorts extends ProviderPorts {
  /** Loads the client when the first call goes out: whoever has no such model need not carry it through every cold start. */
  readonly converse: () => Promise<Converse>;
}

const vendor = 'Bedrock';

/** Why an answer that ended so is no use; a stop reason that is not here is an end. */
const unusableEnds: Readonly<Record<string, Unusable>> = {
  content_filtered: 'refused',
  guardrail_intervened: 'refused',
  refusal: 'refused',
  max_tokens: 'truncated',
  model_context_window_exceeded: 'truncated',
  malformed_model_output: 'malformed',
  malformed_tool_use: 'malformed',
};

export const bedrockModel = (settings: BedrockSettings, { converse, clock }: BedrockPorts): CompletionModel => ({
  id: settings.name,
  vendor,
  complete: async ({ system, user, schema, answerTokens }, deadline) => {
    const ask = await converse();
    const answer = await ask({
      region: settings.region,
      modelId: settings.model,
      system,
      user,
      schema,
      structure: settings.structure,
      maxTokens: answerTokens + settings.thinkingTokens,
      timeoutMs: Math.max(1, deadline - clock.now()),
    });
    const why = unusableEnds[answer.stopReason];
    if (why !== undefined) throw unusable(vendor, why);
    return { text: answer.text, usage: { inputTokens: answer.inputTokens, outputTokens: answer.outputTokens } };
  },
});
