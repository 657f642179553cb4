/** Every kind of provider there is, and how one is made from its entry in `providers.yaml`. */
import type { ProvidersPolicy } from '#kernel/policy.ts';
import type { Provider } from '#kernel/provider.ts';
import { anthropicProvider } from './anthropic/provider.ts';
import { type BedrockPorts, bedrockProvider } from './bedrock/provider.ts';
import { openAiProvider } from './openai/provider.ts';
import type { HttpProviderPorts } from './provider-ports.ts';

export type ProviderEntry = ProvidersPolicy['providers'][number];
export type AllProviderPorts = HttpProviderPorts & BedrockPorts;

/** The provider of an entry. */
export const providerOf = (entry: ProviderEntry, ports: AllProviderPorts): Provider => {
  switch (entry.kind) {
    case 'bedrock':
      return bedrockProvider(entry, ports);
    case 'openai':
      return openAiProvider(entry, ports);
    case 'anthropic':
      return anthropicProvider(entry, ports);
  }
};
