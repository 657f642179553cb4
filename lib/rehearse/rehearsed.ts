/** The runbook as its target is given it: parameters by the labels of the trouble it is rehearsed for. */
import { renderParameters } from '#functions/remediate/parameters.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { RemediationRule } from '#kernel/policy.ts';
import type { Rehearsed, Targets } from './benches/bench.ts';

type Parameters = RemediationRule['parameters'];

/** As remediate renders them; none where labels hold what a pattern does not let pass: then nothing is started either. */
export const given = (parameters: Parameters, labels: Labels): Readonly<Record<string, string>> => {
  const rendered = renderParameters(parameters, labels);
  return rendered.kind === 'rendered' ? rendered.parameters : {};
};

const undoOf = ({ undo }: RemediationRule, labels: Labels): Pick<Rehearsed, 'undo'> => {
  if (undo === undefined) return {};
  return 'by' in undo ? { undo: 'by target' } : { undo: { template: undo.template, parameters: given(undo.parameters, labels) } };
};

/** What may be started: the run, and its undo where another runbook is that. */
export const started = ({ run, undo }: Rehearsed): readonly Rehearsed['run'][] => [run, ...(typeof undo === 'object' ? [undo] : [])];

export const rehearsedBy = (rule: RemediationRule, targets: Targets, labels: Labels): Rehearsed => ({
  targets,
  run: { template: rule.template, parameters: given(rule.parameters, labels) },
  ...undoOf(rule, labels),
});
