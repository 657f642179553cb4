/** Each kind of provider, made by the registry and speaking to a stand-in over its real wire. */
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { converseThrough } from '#adapters/bedrock/converse.ts';
import { httpClient } from '#adapters/http/http-client.ts';
import { sleep } from '#adapters/sleep.ts';
import type { PolicyJudgePorts } from '#ai/judge-from-policy.ts';
import { providerOf } from '#ai/registry.ts';
import { type ProvidersPolicy, providersSchema } from '#kernel/policy.ts';
import type { Provider, Question } from '#kernel/provider.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { memoryBudget } from './memory-budget.ts';
import type { Answer, Kind, Model, ModelServer, ShownItem } from './model-server.ts';

/** Values of the secrets that entries name; none may show anywhere. */
export const modelKey = 'sk-T0PSECRETKEY';

/** The entry of a kind in `providers.yaml`, for a server. */
export const entryFor = (kind: Kind, url: string, changes: Readonly<Record<string, unknown>> = {}): unknown => ({
  name: `our-${kind}`,
  kind,
  model: kind === 'bedrock' ? 'us.anthropic.claude-haiku-4-5-20251001-v1:0' : 'some-model',
  price: { inputPerMillion: 1, outputPerMillion: 5 },
  ...(kind === 'bedrock' ? { region: 'us-east-1' } : { secret: 'model-key' }),
  ...(kind === 'openai' ? { baseUrl: `${url}/v1` } : {}),
  ...(kind === 'anthropic' ? { baseUrl: url } : {}),
  ...changes,
});

/** What providers are made with; Bedrock's client is the SDK's, unchanged, with another endpoint. */
const providerPorts = (url: string) => ({
  http: httpClient({ privateHttp: true, maxBodyBytes: 262_144, timeoutMs: 30_000 }),
  secrets: { get: async () => modelKey },
  clock: { now: () => Date.now() },
  random: Math.random,
  converse: async () =>
    converseThrough(
      (region = 'us-east-1') =>
        new BedrockRuntimeClient({
          region,
          endpoint: url,
          maxAttempts: 1,
          credentials: { accessKeyId: 'test', secretAccessKey: 'T0PSECRETKEY' },
        }),
    ),
});

export const policyWith = (providers: readonly unknown[], changes: Readonly<Record<string, unknown>> = {}): ProvidersPolicy =>
  providersSchema.parse({ providers, ...changes });

/** The provider of a kind, in front of a server. */
export const providerFor = (kind: Kind, { url }: Pick<ModelServer, 'url'>, changes: Readonly<Record<string, unknown>> = {}): Provider => {
  const [entry] = policyWith([entryFor(kind, url, changes)]).providers;
  if (entry === undefined) throw new Error('the policy has no provider');
  return providerOf(entry, providerPorts(url));
};

export const questionOf = (text: string, changes: Partial<Question> = {}): Question => ({
  clusterId: text,
  template: text,
  example: text,
  severityNumber: 9,
  service: 'shop',
  ...changes,
});

/** What the local model says of everything, if a test has no other. */
export const localVerdict: Verdict = { severity: 'info', category: 'routine', confidence: 0.5, source: 'local', reason: 'local' };

/** What a judge is made with in real time, in front of a server. */
export const judgePorts = (url: string, changes: Partial<PolicyJudgePorts> = {}): PolicyJudgePorts => ({
  ...providerPorts(url),
  local: () => localVerdict,
  budget: memoryBudget(),
  sleep,
  log: { warn: () => undefined },
  record: () => undefined,
  ...changes,
});

const alarming = /kernel panic|PANIC|are lost|RAID|quorum|intrusion|broken/i;

/** Reads what the text says of the system, and nothing else. */
export const honestAnswer = ({ ref, template, example }: ShownItem): Answer =>
  alarming.test(`${template} ${example}`)
    ? { ref, severity: 'critical', category: 'hardware', confidence: 0.95, reason: 'It broke.' }
    : { ref, severity: 'info', category: 'routine', confidence: 0.9, reason: 'Nothing happened.' };

export const honest: Model = (items) => items.map(honestAnswer);
