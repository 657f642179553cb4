/** The remediation with one thing wrong, in its definition, its steps or its answers: each must be noticed, by the rule it breaks. */
import type { RemediateInput } from '#functions/remediate/input.ts';
import { answerApproval } from '#functions/respond/answer-approval.ts';
import type { TimelineEntry } from '#kernel/incident.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import type { Steps } from './environment.ts';
import { type Changes, definition } from './explore.ts';
import type { Invariant } from './monitor.ts';
import { type Setting, settings } from './world.ts';

export interface Mutant {
  /** What is wrong, in a sentence. */
  readonly wrong: string;
  readonly changes: Changes;
  readonly breaks: Invariant;
  /** Where it shows. */
  readonly setting: Setting;
}

const [byItself, asking, besideAnother, besideItself] = settings as readonly [Setting, Setting, Setting, Setting];

interface StateText {
  Next?: string;
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Choices?: { Condition: string; Next: string }[];
  Default?: string;
}

/** The deployed definition with some states changed; a state nobody comes to any more would be refused, so one choice keeps each. */
const states = (change: (states: Record<string, StateText>) => void): string => {
  const text = JSON.parse(definition) as { States: Record<string, StateText> };
  change(text.States);
  const targets = Object.keys(text.States).map((Next) => ({ Condition: '{% false %}', Next }));
  text.States['Is there a runbook?']?.Choices?.push(...targets.filter(({ Next }) => Next !== 'Find a runbook'));
  return JSON.stringify(text);
};

/** A choice leads elsewhere. */
const choice = (state: string, of: string, next: string): string =>
  states((all) => {
    for (const rule of all[state]?.Choices ?? []) if (rule.Condition.includes(of)) rule.Next = next;
  });

const leadsTo = (state: string, next: string): string =>
  states((all) => {
    const text = all[state];
    if (text !== undefined) text.Next = next;
  });

/** A step that sees another store. */
const withStore = (actions: readonly RemediateInput['action'][], change: (store: ResponseStore) => Partial<ResponseStore>): Changes => ({
  steps: (input, ports, policy, real) =>
    real(input, actions.includes(input.action) ? { ...ports, store: { ...ports.store, ...change(ports.store) } } : ports, policy),
});

const steps = (change: Steps): Changes => ({ steps: change });

const blind = (store: ResponseStore): Partial<ResponseStore> => ({
  incident: async (id) => {
    const incident = await store.incident(id);
    return incident && { ...incident, status: 'open' };
  },
});

/** Asks whether it may before it looks whether it has. */
const asksFirst: Steps = async (input, ports, policy, real) => {
  if (input.action === 'launch' && (await ports.store.stop(input.incidentId)) !== undefined)
    return { started: false, needed: false, reason: 'Stopped.' };
  return real(input, ports, policy);
};

/** Takes every failure for one that started nothing. */
const givesTheClaimBack: Steps = async (input, ports, policy, real) => {
  if (input.action !== 'launch') return real(input, ports, policy);
  let claimed = '';
  const store: ResponseStore = {
    ...ports.store,
    claimDelivery: async (key, now) => {
      const first = await ports.store.claimDelivery(key, now);
      if (first) claimed = key;
      return first;
    },
  };
  try {
    return await real(input, { ...ports, store }, policy);
  } catch (error) {
    await ports.store.releaseDelivery(claimed);
    throw error;
  }
};

const sayingUndone: Steps = (input, ports, policy, real) =>
  real(input.action === 'fail' ? { ...input, undone: true } : input, ports, policy);

/** Writes something else, or nothing. */
const recording = (change: (entry: TimelineEntry) => TimelineEntry | undefined): Changes =>
  steps((input, ports, policy, real) => {
    const record = async (entry: TimelineEntry): Promise<void> => {
      const changed = change(entry);
      if (changed !== undefined) await ports.store.record(changed);
    };
    return real(input, { ...ports, store: { ...ports.store, record } }, policy);
  });

export const mutants: readonly Mutant[] = [
  {
    wrong: 'a launch does not look whether a person has stopped it',
    changes: withStore(['launch'], () => ({ stop: async () => undefined })),
    breaks: 'nothing is started after a stop, a resolution or a no',
    setting: byItself,
  },
  {
    wrong: 'a dry run does not look whether a person has stopped it',
    changes: withStore(['dry_run'], () => ({ stop: async () => undefined })),
    breaks: 'nothing is started after a stop, a resolution or a no',
    setting: besideAnother,
  },
  {
    wrong: 'an undo does not look whether it is resolved',
    changes: withStore(['undo'], blind),
    breaks: 'nothing is started after a stop, a resolution or a no',
    setting: besideAnother,
  },
  {
    wrong: 'a no leads on to the launch',
    changes: { definition: choice('Did they say yes?', "'rejected'", 'Remember how it was') },
    breaks: 'nothing is started after a stop, a resolution or a no',
    setting: besideItself,
  },
  {
    wrong: 'a start is claimed twice',
    changes: withStore(['launch'], () => ({ claimDelivery: async () => true })),
    breaks: 'one cause is launched once',
    setting: byItself,
  },
  {
    wrong: 'a start that cannot be written down gives its claim back',
    changes: steps(givesTheClaimBack),
    breaks: 'one cause is launched once',
    setting: byItself,
  },
  {
    wrong: 'a late start is not given its time before it is made again',
    changes: {
      definition: states((all) => {
        for (const rule of all['Was it started after all?']?.Choices ?? [])
          if (rule.Condition.includes('$looks = 3')) rule.Condition = '{% false %}';
      }),
    },
    breaks: 'one cause is launched once',
    setting: byItself,
  },
  {
    wrong: 'everybody gets the lock',
    changes: withStore(['take_lock', 'launch'], () => ({ lock: async () => true })),
    breaks: 'one runbook runs once within its cooldown',
    setting: besideAnother,
  },
  {
    wrong: 'whoever wrote the rule may approve it',
    changes: {
      answerApproval: async (ports, id, outcome, answer) => {
        const store: ResponseStore = {
          ...ports.store,
          pending: async (of) => {
            const pending = await ports.store.pending(of);
            return pending && { ...pending, excluded: [] };
          },
        };
        return answerApproval({ ...ports, store }, id, outcome, answer);
      },
    },
    breaks: 'nothing is run without the yes it needs',
    setting: besideItself,
  },
  {
    wrong: 'one yes is enough',
    changes: {
      answerApproval: (ports, id, outcome, answer) =>
        answerApproval(
          {
            ...ports,
            store: {
              ...ports.store,
              vote: async (of, ...rest) => ({ ...(await ports.store.vote(of, ...rest)), votes: { sam: 1, robin: 1 } }),
            },
          },
          id,
          outcome,
          answer,
        ),
    },
    breaks: 'nothing is run without the yes it needs',
    setting: besideItself,
  },
  {
    wrong: 'nobody hears that it failed',
    changes: { definition: choice('Is anybody named to hear it?', "'object'", 'Remediation failed') },
    breaks: 'it ends verified, unchanged, or told',
    setting: besideAnother,
  },
  {
    wrong: 'a repeated launch is called not needed when a person has stopped it meanwhile',
    changes: steps(asksFirst),
    breaks: 'it ends verified, unchanged, or told',
    setting: byItself,
  },
  {
    wrong: 'it says that everything was taken back',
    changes: steps(sayingUndone),
    breaks: 'what people are told is true',
    setting: besideAnother,
  },
  {
    wrong: 'what was decided is not written down',
    changes: recording((entry) => (entry.kind === 'remediation_weighed' ? undefined : entry)),
    breaks: 'a record stands before every act',
    setting: besideAnother,
  },
  {
    wrong: 'a launch is written down without its job',
    changes: recording((entry) => (entry.kind === 'remediation_launched' ? { ...entry, detail: {} } : entry)),
    breaks: 'a record stands after every act',
    setting: besideAnother,
  },
  {
    wrong: 'a stop does not reach a job that runs',
    changes: withStore(['follow'], () => ({ stop: async () => undefined })),
    breaks: 'what runs when a person stops it is cancelled',
    setting: asking,
  },
  {
    wrong: 'what was told to stop is taken back at once',
    changes: { definition: choice('Has it stopped?', '$stops < 6', 'What was stopped?') },
    breaks: 'what is taken back has stopped',
    setting: byItself,
  },
  {
    wrong: 'nobody looks how an undo ended that was told to stop',
    changes: { definition: definition.replace("$not($states.result.Payload.state in ['failed', 'cancelled'])", 'false') },
    breaks: 'what people are told is true',
    setting: byItself,
  },
  {
    wrong: 'it is closed without a look whether it helped',
    changes: { definition: leadsTo('Let it take effect', 'Close what is over') },
    breaks: 'it ends verified, unchanged, or told',
    setting: besideAnother,
  },
  {
    wrong: 'it is given more time for ever',
    changes: steps(async (input, ports, policy, real) => {
      const result = await real(input, ports, policy);
      return input.action === 'verify' && (result as { readonly state: string }).state === 'not_helped'
        ? { state: 'not_yet', problem: '' }
        : result;
    }),
    breaks: 'it always ends',
    setting: besideAnother,
  },
];
