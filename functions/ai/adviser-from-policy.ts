/** The adviser that `providers.yaml` describes: the same models, under the same limits and the same day's budget as for kinds of messages. */
import type { Adviser } from '#kernel/opinion.ts';
import type { ProvidersPolicy } from '#kernel/policy.ts';
import { createAdviser } from './adviser.ts';
import type { AskingPorts } from './asking-ports.ts';
import { type AllProviderPorts, modelOf } from './registry.ts';

/** With no providers, nobody is asked. */
export const adviserFromPolicy = (
  { providers, budget, deadlineSeconds }: ProvidersPolicy,
  ports: AskingPorts & AllProviderPorts,
): Adviser =>
  createAdviser(
    {
      budget,
      deadlineMs: deadlineSeconds * 1000,
      models: providers.map((entry) => ({
        completion: modelOf(entry, ports),
        model: entry.model,
        price: entry.price,
        timeoutMs: entry.timeoutSeconds * 1000,
        maxConcurrency: entry.maxConcurrency,
        requestsPerMinute: entry.requestsPerMinute,
        thinkingTokens: entry.thinkingTokens,
      })),
    },
    ports,
  );
