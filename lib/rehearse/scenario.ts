/** How a runbook may go without any fault of the systems around it. */
import type { RemediationRule } from '#kernel/policy.ts';
import type { BadEnd } from './bench.ts';
import type { EndState } from './judge.ts';

export interface Scenario {
  readonly name: string;
  /** How the jobs end that do not end well. */
  readonly run?: BadEnd;
  readonly undo?: BadEnd;
  /** Whether the trouble is over when the run has succeeded. */
  readonly helps: boolean;
  readonly expected: EndState;
}

/** Each goes on where the one before has shown nothing new. */
export const scenariosOf = ({ undo }: RemediationRule): readonly Scenario[] => {
  const takenBack = undo === undefined ? 'left' : 'undone';
  return [
    { name: 'all goes well', helps: true, expected: 'verified' },
    { name: 'the job fails half-way', run: 'failed', helps: true, expected: takenBack },
    { name: 'the job never ends', run: 'never', helps: true, expected: takenBack },
    { name: 'it does not help', helps: false, expected: takenBack },
    ...(undo === undefined
      ? []
      : ([
          { name: 'taking it back fails', run: 'failed', undo: 'failed', helps: true, expected: 'left' },
          { name: 'taking it back never ends', run: 'failed', undo: 'never', helps: true, expected: 'left' },
        ] as const)),
  ];
};
