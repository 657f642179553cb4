/** Secrets Manager: every call [D: pricing page]. */
import type { CountingRule } from '../exchange.ts';

export const countSecretsManager: CountingRule = ({ caller, response }, { meter }) => {
  if (response.status === 200) meter.count('secrets-calls', caller);
};
