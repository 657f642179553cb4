/** Anthropic's Messages API: the answer is the input of a strict tool that must be used. */
import * as z from 'zod';
import type { CompletionModel } from '#ai/completion.ts';
import { postJson } from '#ai/post-json.ts';
import type { HttpProviderPorts } from '#ai/provider-ports.ts';
import { unusable } from '#ai/unusable.ts';

export interface AnthropicSettings {
  readonly name: string;
  readonly model: string;
  /** Without the version. */
  readonly baseUrl: string;
  readonly secret: string;
  readonly thinkingTokens: number;
}

const vendor = 'Anthropic';
const tool = 'answer';
const apiVersion = '2023-06-01';

/** As much of an answer as is read. */
const messageSchema = z.object({
  stop_reason: z.string().nullish(),
  content: z.array(z.looseObject({ type: z.string() })),
  usage: z.object({
    input_tokens: z.number().int().min(0),
    output_tokens: z.number().int().min(0),
    // Read and written tokens of a prompt cache are counted apart.
    cache_creation_input_tokens: z.number().int().min(0).nullish(),
    cache_read_input_tokens: z.number().int().min(0).nullish(),
  }),
});

export const anthropicModel = (settings: AnthropicSettings, { http, secrets, clock }: HttpProviderPorts): CompletionModel => ({
  id: settings.name,
  vendor,
  complete: async ({ system, user, schema, answerTokens }, deadline) => {
    const key = await secrets.get(settings.secret);
    const document = await postJson(http, {
      system: vendor,
      url: `${settings.baseUrl.replace(/\/+$/, '')}/v1/messages`,
      headers: { 'x-api-key': key.trim(), 'anthropic-version': apiVersion },
      timeoutMs: deadline - clock.now(),
      body: {
        model: settings.model,
        max_tokens: answerTokens + settings.thinkingTokens,
        system,
        messages: [{ role: 'user', content: user }],
        tools: [{ name: tool, description: 'Takes the answers.', strict: true, input_schema: schema }],
        tool_choice: { type: 'tool', name: tool },
      },
    });
    const message = messageSchema.safeParse(document);
    if (!message.success) throw unusable(vendor, 'malformed');
    const { stop_reason: stop, content, usage } = message.data;
    if (stop === 'refusal') throw unusable(vendor, 'refused');
    if (stop === 'max_tokens' || stop === 'model_context_window_exceeded') throw unusable(vendor, 'truncated');
    const used = content.find(({ type, name }) => type === 'tool_use' && name === tool);
    if (used === undefined) throw unusable(vendor, 'malformed');
    return {
      text: JSON.stringify(used['input'] ?? null),
      usage: {
        inputTokens: usage.input_tokens + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0),
        outputTokens: usage.output_tokens,
      },
    };
  },
});
