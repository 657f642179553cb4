/** Every kind of model there is, and how one is made from its entry in `providers.yaml`. */
import type { ProvidersPolicy } from '#kernel/policy.ts';
import type { Provider } from '#kernel/provider.ts';
import { anthropicModel } from './anthropic/provider.ts';
import { type BedrockPorts, bedrockModel } from './bedrock/provider.ts';
import { classifying } from './classifying.ts';
import type { CompletionModel } from './completion.ts';
import { openAiModel } from './openai/provider.ts';
import type { HttpProviderPorts } from './provider-ports.ts';

export type ProviderEntry = ProvidersPolicy['providers'][number];
export type AllProviderPorts = HttpProviderPorts & BedrockPorts;

/** The model of an entry. */
export const modelOf = (entry: ProviderEntry, ports: AllProviderPorts): CompletionModel => {
  switch (entry.kind) {
    case 'bedrock':
      return bedrockModel(entry, ports);
    case 'openai':
      return openAiModel(entry, ports);
    case 'anthropic':
      return anthropicModel(entry, ports);
  }
};

/** The provider of an entry: its model, asked about kinds of messages. */
export const providerOf = (entry: ProviderEntry, ports: AllProviderPorts): Provider => classifying(modelOf(entry, ports), ports.random);
