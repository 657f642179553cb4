/** Bedrock: the tokens that Converse says it took and gave. */
import type { CountingRule } from '../exchange.ts';

interface Answer {
  readonly usage?: { readonly inputTokens?: number; readonly outputTokens?: number };
}

export const countBedrock: CountingRule = ({ caller, response }, { meter }) => {
  if (response.status !== 200) return;
  const { usage = {} } = JSON.parse(String(response.body)) as Answer;
  meter.count('model-input-tokens', caller, usage.inputTokens ?? 0);
  meter.count('model-output-tokens', caller, usage.outputTokens ?? 0);
};
