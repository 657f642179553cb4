/** Anthropic's Messages API: the answer is the input of a strict tool that must be used. */
import * as z from 'zod';
import { readAnswers } from '#ai/answers.ts';
import { postJson } from '#ai/post-json.ts';
import { answerSchema, outputTokensFor, promptOf } from '#ai/prompt.ts';
import type { HttpProviderPorts } from '#ai/provider-ports.ts';
import { unusable } from '#ai/unusable.ts';
import type { Provider } from '#kernel/provider.ts';

export interface AnthropicSettings {
  readonly name: string;
  readonly model: string;
  /** Without the version. */
  readonly baseUrl: string;
  readonly secret: string;
  readonly thinkingTokens: number;
}

const system = 'Anthropic';
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

export const anthropicProvider = (settings: AnthropicSettings, { http, secrets, clock, random }: HttpProviderPorts): Provider => ({
  id: settings.name,
  classify: async (questions, deadline) => {
    const key = await secrets.get(settings.secret);
    const prompt = promptOf(questions, random);
    const document = await postJson(http, {
      system,
      url: `${settings.baseUrl.replace(/\/+$/, '')}/v1/messages`,
      headers: { 'x-api-key': key.trim(), 'anthropic-version': apiVersion },
      timeoutMs: deadline - clock.now(),
      body: {
        model: settings.model,
        max_tokens: outputTokensFor(questions.length) + settings.thinkingTokens,
        system: prompt.system,
        messages: [{ role: 'user', content: prompt.user }],
        tools: [{ name: tool, description: 'Takes the answers.', strict: true, input_schema: answerSchema }],
        tool_choice: { type: 'tool', name: tool },
      },
    });
    const message = messageSchema.safeParse(document);
    if (!message.success) throw unusable(system, 'malformed');
    const { stop_reason: stop, content, usage } = message.data;
    if (stop === 'refusal') throw unusable(system, 'refused');
    if (stop === 'max_tokens' || stop === 'model_context_window_exceeded') throw unusable(system, 'truncated');
    const used = content.find(({ type, name }) => type === 'tool_use' && name === tool);
    if (used === undefined) throw unusable(system, 'malformed');
    return {
      verdicts: readAnswers(JSON.stringify(used['input'] ?? null), prompt.refs, { system, source: settings.name }),
      usage: {
        inputTokens: usage.input_tokens + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0),
        outputTokens: usage.output_tokens,
      },
    };
  },
});
