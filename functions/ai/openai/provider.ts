/** Whatever speaks OpenAI's chat completions with structured output: OpenAI, xAI, vLLM, Ollama. */
import * as z from 'zod';
import { readAnswers } from '#ai/answers.ts';
import { postJson } from '#ai/post-json.ts';
import { answerSchema, outputTokensFor, promptOf } from '#ai/prompt.ts';
import type { HttpProviderPorts } from '#ai/provider-ports.ts';
import { unusable } from '#ai/unusable.ts';
import type { Provider } from '#kernel/provider.ts';

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

const system = 'The chat completions API';

/** Asks for no temperature: models that think refuse one. */
export const openAiProvider = (settings: OpenAiSettings, { http, secrets, clock, random }: HttpProviderPorts): Provider => ({
  id: settings.name,
  classify: async (questions, deadline) => {
    const key = settings.secret === undefined ? undefined : await secrets.get(settings.secret);
    const prompt = promptOf(questions, random);
    const document = await postJson(http, {
      system,
      url: `${settings.baseUrl.replace(/\/+$/, '')}/chat/completions`,
      headers: key === undefined ? {} : { authorization: `Bearer ${key.trim()}` },
      timeoutMs: deadline - clock.now(),
      body: {
        model: settings.model,
        messages: [
          { role: 'system', content: prompt.system },
          { role: 'user', content: prompt.user },
        ],
        response_format: { type: 'json_schema', json_schema: { name: 'answers', strict: true, schema: answerSchema } },
        [settings.outputLimit]: outputTokensFor(questions.length) + settings.thinkingTokens,
      },
    });
    const completion = completionSchema.safeParse(document);
    const choice = completion.data?.choices[0];
    if (choice === undefined) throw unusable(system, 'malformed');
    const { message, finish_reason: finish } = choice;
    if (typeof message.refusal === 'string' || finish === 'content_filter') throw unusable(system, 'refused');
    if (finish === 'length') throw unusable(system, 'truncated');
    const { prompt_tokens: inputTokens = 0, completion_tokens: outputTokens = 0 } = completion.data?.usage ?? {};
    return {
      verdicts: readAnswers(message.content ?? '', prompt.refs, { system, source: settings.name }),
      usage: { inputTokens, outputTokens },
    };
  },
});
