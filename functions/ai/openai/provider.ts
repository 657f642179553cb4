/** Whatever speaks OpenAI's chat completions with structured output: OpenAI, xAI, vLLM, Ollama. */
import * as z from 'zod';
import type { CompletionModel } from '#ai/completion.ts';
import { postJson } from '#ai/post-json.ts';
import type { HttpProviderPorts } from '#ai/provider-ports.ts';
import { unusable } from '#ai/unusable.ts';

export interface OpenAiSettings {
  readonly name: string;
  readonly model: string;
  /** Up to and with the version. */
  readonly baseUrl: string;
  readonly secret?: string | undefined;
  readonly outputLimit: 'max_completion_tokens' | 'max_tokens';
  readonly thinkingTokens: number;
}

/** As much of an answer as is read. */
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number().int().min(0), completion_tokens: z.number().int().min(0) }).nullish(),
});

const vendor = 'The chat completions API';

/** Asks for no temperature: models that think refuse one. */
export const openAiModel = (settings: OpenAiSettings, { http, secrets, clock }: HttpProviderPorts): CompletionModel => ({
  id: settings.name,
  vendor,
  complete: async ({ system, user, schema, answerTokens }, deadline) => {
    const key = settings.secret === undefined ? undefined : await secrets.get(settings.secret);
    const document = await postJson(http, {
      system: vendor,
      url: `${settings.baseUrl.replace(/\/+$/, '')}/chat/completions`,
      headers: key === undefined ? {} : { authorization: `Bearer ${key.trim()}` },
      timeoutMs: deadline - clock.now(),
      body: {
        model: settings.model,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: user },
        ],
        response_format: { type: 'json_schema', json_schema: { name: 'answers', strict: true, schema } },
        [settings.outputLimit]: answerTokens + settings.thinkingTokens,
      },
    });
    const completion = completionSchema.safeParse(document);
    const choice = completion.data?.choices[0];
    if (choice === undefined) throw unusable(vendor, 'malformed');
    const { message, finish_reason: finish } = choice;
    if (typeof message.refusal === 'string' || finish === 'content_filter') throw unusable(vendor, 'refused');
    if (finish === 'length') throw unusable(vendor, 'truncated');
    const { prompt_tokens: inputTokens = 0, completion_tokens: outputTokens = 0 } = completion.data?.usage ?? {};
    return { text: message.content ?? '', usage: { inputTokens, outputTokens } };
  },
});
