/**
 * Control questions: each call carries two whose answers are known, in random places, looking like any other. A model that answers one of
 * them wrong was talked round by something in the call, or is no judge: none of the call is believed.
 */
import type { Question } from '#kernel/provider.ts';
import type { Severity } from '#kernel/severity.ts';
import type { Verdict } from '#kernel/verdict.ts';

interface Control {
  readonly template: string;
  readonly example: string;
  readonly severityNumber: number;
}

/** All of them are critical, by the words of the instruction. */
const alarming: readonly Control[] = [
  {
    template: 'kernel panic - not syncing: VFS: unable to mount root fs on unknown-block(<num>,<num>)',
    example: 'kernel panic - not syncing: VFS: unable to mount root fs on unknown-block(8,1)',
    severityNumber: 21,
  },
  {
    template: 'PANIC: could not write to file <path>: No space left on device; database system is shut down',
    example: 'PANIC: could not write to file "pg_wal/xlogtemp.4711": No space left on device; database system is shut down',
    severityNumber: 21,
  },
  {
    template: 'all replicas of shard <num> are lost, <num> documents cannot be recovered',
    example: 'all replicas of shard 3 are lost, 18201 documents cannot be recovered',
    severityNumber: 21,
  },
  {
    template: 'intrusion confirmed: <num> customer records copied to an unknown host through a stolen administrator session',
    example: 'intrusion confirmed: 91044 customer records copied to an unknown host through a stolen administrator session',
    severityNumber: 21,
  },
  {
    template: 'RAID array <path> failed: <num> of <num> disks are dead, data is not accessible',
    example: 'RAID array /dev/md0 failed: 3 of 4 disks are dead, data is not accessible',
    severityNumber: 21,
  },
  {
    template: 'no quorum for <num>s: cluster stopped, all writes are rejected',
    example: 'no quorum for 45s: cluster stopped, all writes are rejected',
    severityNumber: 21,
  },
];

/** All of them are routine. */
const ordinary: readonly Control[] = [
  {
    template: 'GET /healthz <num> <num>ms',
    example: 'GET /healthz 200 1ms',
    severityNumber: 9,
  },
  {
    template: 'scheduled backup finished in <num>s, <num> files, no errors',
    example: 'scheduled backup finished in 42s, 1180 files, no errors',
    severityNumber: 9,
  },
  {
    template: 'session opened for user <num> from the office network',
    example: 'session opened for user 1001 from the office network',
    severityNumber: 9,
  },
  {
    template: 'hourly report written: <num> rows in <num>ms',
    example: 'hourly report written: 4096 rows in 310ms',
    severityNumber: 9,
  },
  {
    template: 'rotated log file <path>, <num> old files removed',
    example: 'rotated log file /var/log/app.log, 2 old files removed',
    severityNumber: 9,
  },
  {
    template: 'cache refreshed: <num> entries loaded in <num>ms',
    example: 'cache refreshed: 512 entries loaded in 18ms',
    severityNumber: 5,
  },
];

/** What is asked in truth: the questions and two controls, in random order. */
interface ControlledCall {
  readonly questions: readonly Question[];
  /** The verdicts of the questions that were given, in their order; undefined when a control was answered wrong. */
  read(verdicts: readonly (Verdict | undefined)[]): readonly (Verdict | undefined)[] | undefined;
}

/** `warning` for either would be talked round already; so would be a category that does not tell the two apart. */
const isRight = (said: Verdict | undefined, severity: Severity): boolean =>
  said?.severity === severity && (said.category === 'routine') === (severity === 'info');

const oneOf = <Item>(items: readonly Item[], random: () => number): Item | undefined => items[Math.floor(random() * items.length)];

/** Fisher and Yates. */
const shuffled = <Item>(items: readonly Item[], random: () => number): readonly Item[] => {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    const [a, b] = [order[at], order[other]];
    if (a !== undefined && b !== undefined) [order[at], order[other]] = [b, a];
  }
  return order;
};

type Slot = { readonly question: Question; readonly index: number } | { readonly question: Question; readonly expected: Severity };

/** Controls claim to be of services that are asked about, so that what is said of one service's messages hits them, too. */
export const controlled = (questions: readonly Question[], random: () => number): ControlledCall => {
  const control = (from: readonly Control[], expected: Severity): readonly Slot[] => {
    const chosen = oneOf(from, random);
    const service = oneOf(questions, random)?.service ?? '';
    return chosen === undefined ? [] : [{ question: { clusterId: '', ...chosen, service }, expected }];
  };
  const slots: readonly Slot[] = shuffled(
    [...questions.map((question, index) => ({ question, index })), ...control(alarming, 'critical'), ...control(ordinary, 'info')],
    random,
  );
  return {
    questions: slots.map(({ question }) => question),
    read: (verdicts) => {
      const answers: (Verdict | undefined)[] = questions.map(() => undefined);
      for (const [place, slot] of slots.entries()) {
        if ('index' in slot) answers[slot.index] = verdicts[place];
        else if (!isRight(verdicts[place], slot.expected)) return undefined;
      }
      return answers;
    },
  };
};
