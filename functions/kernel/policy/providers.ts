/** Which models may be asked about kinds of messages that no rule knows, and what that may cost: providers.yaml. */
import * as z from 'zod';
import { isPrivateHost, isSafeAddress } from '#kernel/private-host.ts';
import { name } from './terms.ts';

/** Name or ARN of a Secrets Manager secret that holds the key. */
const secretId = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[a-zA-Z0-9/_+=.@:-]+$/, 'name or ARN of a secret in Secrets Manager');

const model = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/, 'a model’s id as its maker writes it');

/** Dollars for a million tokens, as the bill has them: what the daily budget is reckoned with. */
const price = z.strictObject({
  inputPerMillion: z.number().min(0).max(1_000),
  outputPerMillion: z.number().min(0).max(1_000),
});

/** What every provider has. */
const common = {
  /** Verdicts carry it as their source. */
  name,
  model,
  /** A call that takes longer is given up. */
  timeoutSeconds: z.number().min(0.5).max(30).default(4),
  /** Calls at once, a worker. */
  maxConcurrency: z.number().int().min(1).max(50).default(4),
  /** Calls a minute, a worker. */
  requestsPerMinute: z.number().int().min(1).max(10_000).default(60),
  /** Kinds of messages a call asks about: a model that writes 80 tokens a second answers about ten of them in six seconds. */
  maxQuestions: z.number().int().min(1).max(50).default(10),
  /** Output tokens a call may take beyond its answers: what a model thinks before it writes. */
  thinkingTokens: z.number().int().min(0).max(64_000).default(0),
  price,
};

/** An endpoint that operators wrote themselves: https, or http to loopback and private networks. */
const baseUrl = z
  .string()
  .max(500)
  .refine(isSafeAddress, 'https, or http to a host of a private network; without name and password')
  .refine((text) => !URL.canParse(text) || (new URL(text).search === '' && new URL(text).hash === ''), 'an address without ? and #');

/** Amazon Bedrock, through Converse; the function’s role is let ask exactly this model. */
const bedrockEntry = z.strictObject({
  ...common,
  kind: z.literal('bedrock'),
  /** Where the model is; the deployment’s own region when absent. */
  region: z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'a region such as us-east-1')
    .optional(),
  /** How the answer is held to its form: `schema` and `strict-tool` where the model knows structured outputs, `tool` where not. */
  structure: z.enum(['schema', 'strict-tool', 'tool']).default('schema'),
});

/** What speaks OpenAI’s chat completions with `json_schema`: OpenAI, xAI, vLLM, Ollama. */
const openaiEntry = z.strictObject({
  ...common,
  kind: z.literal('openai'),
  /** Up to and with the version: `https://api.openai.com/v1`, `http://ollama.internal:11434/v1`. */
  baseUrl,
  /** Holds the API key. */
  secret: secretId.optional(),
  /** What bounds the answer is called: `max_tokens` where a server does not know the newer name (Ollama). */
  outputLimit: z.enum(['max_completion_tokens', 'max_tokens']).default('max_completion_tokens'),
});

/** Anthropic’s Messages. */
const anthropicEntry = z.strictObject({
  ...common,
  kind: z.literal('anthropic'),
  baseUrl: baseUrl.default('https://api.anthropic.com'),
  /** Holds the API key. */
  secret: secretId,
});

const entry = z.discriminatedUnion('kind', [bedrockEntry, openaiEntry, anthropicEntry]);
type Entry = z.infer<typeof entry>;

/** Verdicts name these as their source already. */
const taken = ['level', 'local', 'rule'];

/** Mistakes between the fields of a provider; undefined where there is none. */
const mistakeOf = (provider: Entry): string | undefined => {
  if (taken.includes(provider.name)) return `the name "${provider.name}" is taken by verdicts of our own`;
  const { inputPerMillion, outputPerMillion } = provider.price;
  const isOwn = provider.kind !== 'bedrock' && isPrivateHost(new URL(provider.baseUrl).hostname);
  if (!isOwn && (inputPerMillion === 0 || outputPerMillion === 0))
    return 'a price of 0 lets the daily budget never end; only a model on a private network is free';
  return undefined;
};

/** `providers.yaml`: in order of priority. */
export const providersSchema = z
  .strictObject({
    providers: z.array(entry).max(10).default([]),
    /** What all of them may take in a day (UTC), all workers together; then the local model answers. */
    budget: z
      .strictObject({
        dollarsPerDay: z.number().min(0).max(100_000).default(1),
        tokensPerDay: z.number().int().min(0).max(1_000_000_000_000).default(2_000_000),
      })
      .default({ dollarsPerDay: 1, tokensPerDay: 2_000_000 }),
    /** How long a batch of telemetry may wait for providers in all. */
    deadlineSeconds: z.number().min(1).max(30).default(8),
  })
  .superRefine(({ providers, budget, deadlineSeconds }, context) => {
    const say = (path: readonly (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path: [...path], message });
    const names = providers.map(({ name }) => name);
    for (const [index, provider] of providers.entries()) {
      const mistake = mistakeOf(provider);
      if (mistake !== undefined) say(['providers', index], mistake);
      if (names.indexOf(provider.name) !== index) say(['providers', index, 'name'], `the name "${provider.name}" is used twice`);
      if (provider.timeoutSeconds > deadlineSeconds)
        say(['providers', index, 'timeoutSeconds'], `longer than deadlineSeconds (${deadlineSeconds})`);
    }
    if (providers.length > 0 && budget.tokensPerDay === 0)
      say(['budget', 'tokensPerDay'], '0 asks no provider; leave providers empty instead');
    const costs = providers.some(({ price }) => price.inputPerMillion + price.outputPerMillion > 0);
    if (costs && budget.dollarsPerDay === 0)
      say(['budget', 'dollarsPerDay'], '0 asks no provider that costs; leave providers empty instead');
  });
