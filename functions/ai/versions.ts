/** What verdicts are kept under: another rule or local model has them decided anew, another provider or model has it asked anew. */
import { canonicalJson } from '#kernel/canonical-json.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { ClassificationPolicy, ProvidersPolicy } from '#kernel/policy.ts';
import { weights } from './local/weights.ts';

/** `rules` stands for rules, local model and providers together; `models` for providers and their models alone, absent where there are none. */
export const versionsOf = (
  { rules }: Pick<ClassificationPolicy, 'rules'>,
  { providers }: Pick<ProvidersPolicy, 'providers'>,
): { readonly rules: string; readonly models?: string } => {
  const models = providers.map(({ kind, model }) => ({ kind, model }));
  const all = idFrom(canonicalJson(rules), weights.table, JSON.stringify(weights.curve), canonicalJson(models));
  return { rules: all.slice(0, 16), ...(models.length > 0 && { models: `models-${idFrom(canonicalJson(models)).slice(0, 16)}` }) };
};
