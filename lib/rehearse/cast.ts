/** What of a stage depends on the rule, or why it cannot be rehearsed. */
import type { RemediationRule } from '#kernel/policy.ts';
import { troubleFor } from './alert-for.ts';
import { benchOf } from './benches/bench.ts';
import type { Stage } from './stage.ts';

export const castFor = (rule: RemediationRule): Pick<Stage, 'rule' | 'bench' | 'trouble'> | { readonly missing: string } => {
  const bench = benchOf(rule.target);
  if (bench === undefined) return { missing: `the local cloud has no stand-in for ${rule.target} that rehearsals know` };
  const found = troubleFor(rule);
  if ('unknown' in found) return { missing: `no value is known that the pattern of label ${found.unknown} lets pass` };
  return { rule, bench, trouble: found.trouble };
};
