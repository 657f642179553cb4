/** How a run ended, and whether it may end so: done and verified, or undone and escalated; never in between without a page. */
import type { TimelineKind } from '#kernel/incident.ts';

/**
 * `verified`: done, and it was seen to help. `undone`: done and taken back. `not-begun`: nothing was done. `left`: something was done, and
 * neither helped nor was taken back.
 */
export type EndState = 'verified' | 'undone' | 'not-begun' | 'left';

/** What is there when all has come to rest. */
export interface Remains {
  /** Whether the workflow came to an end. */
  readonly ended: boolean;
  /** Jobs on the target that were started as the run and as the undo, and those under no key of this execution. */
  readonly runs: readonly JobEnd[];
  readonly undos: readonly JobEnd[];
  readonly strangers: number;
  /** What the incident's record holds. */
  readonly recorded: ReadonlySet<TimelineKind>;
  /** Why messages went out that were delivered. */
  readonly told: ReadonlySet<string>;
}

type JobEnd = 'running' | 'succeeded' | 'failed' | 'cancelled';

export const endStateOf = ({ runs, undos, recorded }: Remains): EndState => {
  if (runs.length === 0) return 'not-begun';
  if (recorded.has('remediation_verified') && runs.includes('succeeded')) return 'verified';
  return undos.includes('succeeded') ? 'undone' : 'left';
};

/** People were told; where it came to no plan nobody is named, and the incident's own messages and record must do. */
const isTold = ({ told, recorded }: Remains): boolean =>
  told.has('remediation_failed') || (!recorded.has('remediation_planned') && recorded.has('remediation_failed'));

const isRecorded = (remains: Remains, end: EndState): boolean => {
  const { recorded } = remains;
  if (end === 'verified') return recorded.has('remediation_launched') && recorded.has('remediation_verified');
  if (end === 'undone') return recorded.has('remediation_undoing') && recorded.has('remediation_failed');
  return recorded.has('remediation_failed');
};

/** What is wrong, sentence by sentence; nothing where the run ended as it may. */
export const wrongIn = (remains: Remains): readonly string[] => {
  const { ended, runs, undos, strangers } = remains;
  const end = endStateOf(remains);
  const of = (isWrong: boolean, sentence: string): readonly string[] => (isWrong ? [sentence] : []);
  return [
    ...of(!ended, 'The workflow never came to an end.'),
    ...of(runs.length > 1, `The runbook was launched ${runs.length} times.`),
    ...of(undos.length > 1, `It was taken back ${undos.length} times.`),
    ...of(strangers > 0, `${strangers} jobs carry no key of this execution.`),
    ...of([...runs, ...undos].includes('running') && !isTold(remains), 'A job still runs, and nobody was told.'),
    ...of(end !== 'verified' && !isTold(remains), 'It did not help, and nobody was told.'),
    ...of(!isRecorded(remains, end), 'How it ended is not on record.'),
  ];
};
