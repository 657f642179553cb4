/** What a stage needs of its bench: how the runbook may end there, and what answers for the target. */
import type { LocalCloudOptions } from '#lib/local/cloud-options.ts';
import type { Rehearsed } from './benches/bench.ts';
import { rehearsedBy } from './rehearsed.ts';
import type { Stage } from './stage.ts';
import type { Ways } from './ways.ts';

type Setting = Pick<Stage, 'rule' | 'policy' | 'trouble' | 'bench'>;

/** Parameters take labels that are the same in every run. */
const rehearsed = ({ rule, policy, trouble }: Setting): Rehearsed =>
  rehearsedBy(rule, policy.remediations.targets, trouble(1)(0, 'firing').labels);

/** Undefined as usual. */
export const waysOf = (setting: Setting): Ways | undefined => setting.bench.ways?.(rehearsed(setting));

export const standInsFor = (setting: Setting): NonNullable<LocalCloudOptions['standIns']> => {
  const { bench, policy } = setting;
  const own = bench.settings?.(rehearsed(setting));
  if ('service' in bench) return { ...own };
  return { ...own, systemOf: (url) => (bench.isCall(url, policy.remediations.targets) ? bench.system : undefined) };
};
