/** The judge that `providers.yaml` describes. */
import type { ProvidersPolicy } from '#kernel/policy.ts';
import { createJudge, type JudgePorts, type WatchedJudge } from './judge.ts';
import { type AllProviderPorts, providerOf } from './registry.ts';

export type PolicyJudgePorts = JudgePorts & AllProviderPorts;

/** With no providers, the local model alone answers, and nothing else is ever called. */
export const judgeFromPolicy = ({ providers, budget, deadlineSeconds }: ProvidersPolicy, ports: PolicyJudgePorts): WatchedJudge =>
  createJudge(
    {
      budget,
      deadlineMs: deadlineSeconds * 1000,
      providers: providers.map((entry) => ({
        provider: providerOf(entry, ports),
        model: entry.model,
        price: entry.price,
        timeoutMs: entry.timeoutSeconds * 1000,
        maxConcurrency: entry.maxConcurrency,
        requestsPerMinute: entry.requestsPerMinute,
        maxQuestions: entry.maxQuestions,
        thinkingTokens: entry.thinkingTokens,
      })),
    },
    ports,
  );
