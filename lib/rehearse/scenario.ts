/** How a runbook may go without any fault of the systems around it. */
import type { RemediationRule } from '#kernel/policy.ts';
import type { EndState } from './judge.ts';
import { type BadEnd, usualWays, type Ways } from './ways.ts';

export interface Scenario {
  readonly name: string;
  /** How the jobs end that do not end well. */
  readonly run?: BadEnd;
  readonly undo?: BadEnd;
  /** Whether the trouble is over when the run has succeeded. */
  readonly helps: boolean;
  readonly expected: EndState;
}

const ofRun: Readonly<Record<BadEnd, string>> = { failed: 'the job fails half-way', never: 'the job never ends' };
const ofUndo: Readonly<Record<BadEnd, string>> = { failed: 'taking it back fails', never: 'taking it back never ends' };

/** Each goes on where the one before has shown nothing new. */
export const scenariosOf = ({ undo }: RemediationRule, ways: Ways = usualWays): readonly Scenario[] => {
  const after = (end: BadEnd | 'succeeded'): EndState => (undo === undefined || ways.final.includes(end) ? 'left' : 'undone');
  const unhelpful: readonly Scenario[] = [
    ...ways.run.map((run) => ({ name: ofRun[run], run, helps: true, expected: after(run) })),
    { name: 'it does not help', helps: false, expected: after('succeeded') },
  ];
  const takenBack = unhelpful.find(({ expected }) => expected === 'undone');
  const stuck = (end: BadEnd): readonly Scenario[] =>
    takenBack === undefined ? [] : [{ ...takenBack, name: ofUndo[end], undo: end, expected: 'left' }];
  return [{ name: 'all goes well', helps: true, expected: 'verified' }, ...unhelpful, ...ways.undo.flatMap(stuck)];
};
