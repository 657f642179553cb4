/** The escalation with one thing wrong, in its definition, its steps or its answers: each must be noticed, by the rule it breaks. */
import type { EscalateInput } from '#functions/escalate/input.ts';
import type { EscalatePorts } from '#functions/escalate/ports.ts';
import { acknowledge, reopen, resolve } from '#kernel/answers.ts';
import type { Incident } from '#kernel/incident.ts';
import { maintenanceSchema } from '#kernel/policy.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { isActive } from '#kernel/silence.ts';
import type { Steps } from './environment.ts';
import { type Changes, definition } from './explore.ts';
import type { Invariant } from './monitor.ts';
import { policyAt, waits } from './policy.ts';

export interface Mutant {
  /** What is wrong, in a sentence. */
  readonly wrong: string;
  readonly changes: Changes;
  readonly breaks: Invariant;
}

interface StateText {
  Next?: string;
  TimeoutSeconds?: unknown;
  Catch?: { Next: string }[];
  Choices?: { Condition: string; Next: string }[];
}

/** The deployed definition with some states changed. */
const states = (change: (states: Record<string, StateText>) => void): string => {
  const text = JSON.parse(definition) as { States: Record<string, StateText> };
  change(text.States);
  return JSON.stringify(text);
};

/** A state nobody comes to any more would be refused. */
const keep = (all: Record<string, StateText>, state: string): void => {
  all['What now?']?.Choices?.push({ Condition: '{% false %}', Next: state });
};

/** The catcher of a wait leads elsewhere. */
const afterWait = (wait: string, next: string): string =>
  states((all) => {
    for (const catcher of all[wait]?.Catch ?? []) {
      keep(all, catcher.Next);
      catcher.Next = next;
    }
  });

/** A choice leads elsewhere. */
const choice = (state: string, of: string, next: string): string =>
  states((all) => {
    for (const rule of all[state]?.Choices?.filter(({ Condition }) => Condition.includes(of)) ?? []) {
      keep(all, rule.Next);
      rule.Next = next;
    }
  });

const steps = (change: Steps): Changes => ({ steps: change });

/** The incident as somebody sees it who looks the wrong way. */
const seeing = <Store extends Pick<ResponseStore, 'incident'>>(store: Store, change: (incident: Incident) => Incident): Store => ({
  ...store,
  incident: async (id: string) => {
    const incident = await store.incident(id);
    return incident && change(incident);
  },
});

/** Takes the silences for part of what is over. */
const resolveWithSilences: typeof resolve = async (ports, input) => {
  const answered = await resolve(ports, input);
  const store = ports.store as ResponseStore;
  const now = ports.clock.now();
  for (const silence of await store.silences())
    if (isActive(silence, now)) await store.putSilence({ ...silence, endsAt: now, version: silence.version + 1 });
  return answered;
};

/** Does not see that it is over. */
const missingTheEnd = (store: EscalatePorts['store']): EscalatePorts['store'] => ({
  ...seeing(store, (incident) => (incident.status === 'resolved' ? { ...incident, status: 'open' } : incident)),
  alert: async (fingerprint) => {
    const alert = await store.alert(fingerprint);
    return alert?.status === 'resolved' ? undefined : alert;
  },
});

const isReminder = (input: EscalateInput): boolean => input.action === 'enter' && input.repetition > 0;

/** Writes over whatever stands there. */
const acknowledgeAnyway: typeof acknowledge = async (ports, input) => {
  const incident = await ports.store.incident(input.incidentId);
  if (incident?.status !== 'resolved') return acknowledge(ports, input);
  const now = ports.clock.now();
  const { resolvedAt: _at, resolvedBy: _by, ...rest } = incident;
  const changed = { ...rest, status: 'acknowledged', acknowledgedAt: now, acknowledgedBy: input.by, version: rest.version + 1 } as const;
  await ports.store.putIncident(changed);
  return { incident: changed, changed: true };
};

export const mutants: readonly Mutant[] = [
  {
    wrong: 'an acknowledgement un-resolves',
    changes: { answers: { acknowledge: acknowledgeAnyway } },
    breaks: 'only a reopening undoes a resolution',
  },
  {
    wrong: 'escalation ignores maintenance',
    changes: steps((input, ports, policy, real) => real(input, ports, { ...policy, maintenance: maintenanceSchema.parse({}) })),
    breaks: 'nobody is told while it is suppressed',
  },
  {
    wrong: 'a silence is lost on resolve',
    changes: { answers: { resolve: resolveWithSilences } },
    breaks: 'nobody is told while it is suppressed',
  },
  {
    wrong: 'a level is skipped',
    changes: { definition: afterWait('Wait for an answer at new', 'Critical') },
    breaks: 'no level is left out',
  },
  {
    wrong: 'an acknowledgement never goes stale',
    changes: {
      definition: states((all) => {
        const wait = all['Wait for the resolution'];
        if (wait !== undefined) wait.TimeoutSeconds = 365 * 24 * 3600;
      }),
    },
    breaks: 'an acknowledgement goes stale',
  },
  {
    wrong: 'the farewell is missing',
    changes: { definition: choice('What now?', "'farewell'", 'Closed') },
    breaks: 'those who were told hear how it goes on',
  },
  {
    wrong: 'a stale acknowledgement is followed by the next level at once',
    changes: { definition: choice('Which clock starts again?', "'new'", 'Escalated') },
    breaks: 'a level has all of its time',
  },
  {
    wrong: 'a repeated start makes a second execution',
    changes: {
      nameOf: (name, { runs }) => (runs.some((run) => run.name === name) ? `${name} twice` : name),
      steps: (input, ports, policy, real) => real({ ...input, execution: input.execution.replace(' twice', '') }, ports, policy),
    },
    breaks: 'at most one execution speaks for an incident',
  },
  {
    wrong: 'a reminder does not look whether it is resolved',
    changes: steps((input, ports, policy, real) =>
      real(input, isReminder(input) ? { ...ports, store: missingTheEnd(ports.store) } : ports, policy),
    ),
    breaks: 'nobody is paged after a resolution',
  },
  {
    wrong: 'a hand-over is ignored: who was on call at the start stays so',
    changes: steps((input, ports, policy, real) => real(input, ports, { ...policy, schedules: policyAt('robin', undefined).schedules })),
    breaks: 'whoever is due at that moment hears',
  },
  {
    wrong: 'an answer that comes before the wait is lost',
    changes: steps((input, ports, policy, real) =>
      real(input, input.action === 'await' ? { ...ports, workflows: { complete: async () => false } } : ports, policy),
    ),
    breaks: 'an acknowledgement stops the clock',
  },
  {
    wrong: 'what a person resolved is opened again by an alert',
    changes: {
      answers: {
        reopen: (ports, input) =>
          reopen({ ...ports, store: seeing(ports.store, (incident) => ({ ...incident, resolvedBy: 'route' })) }, input),
      },
    },
    breaks: 'what a person resolved stays resolved',
  },
  {
    wrong: 'an incident that is opened again keeps the name of its execution',
    changes: { nameOf: (name) => name.replace(/-again-\d+$/, '') },
    breaks: 'nobody due is missed',
  },
  {
    wrong: 'a silence that is expired wakes nobody',
    changes: { answers: { wakeEscalations: async () => 0 } },
    breaks: 'nobody due is missed',
  },
  {
    wrong: 'a wait does not look again at what suppresses',
    changes: steps((input, ports, policy, real) => {
      if (input.action !== 'await' || input.waitingFor !== 'suppression') return real(input, ports, policy);
      const complete: typeof ports.workflows.complete = async (token, output) =>
        (output as { readonly outcome: string }).outcome !== 'reconsider' && ports.workflows.complete(token, output);
      return real(input, { ...ports, workflows: { complete } }, policy);
    }),
    breaks: 'nobody due is missed',
  },
  {
    wrong: 'whoever takes care does not hear of an alert that joins',
    changes: { answers: { tellOfGrowth: async () => {} } },
    breaks: 'nobody due is missed',
  },
  {
    wrong: 'an alert that joins starts the clock of the acknowledgement again',
    changes: steps(async (input, ports, policy, real) => {
      const step = await real(input, ports, policy);
      return input.action === 'grown' && 'waitSeconds' in step ? { ...step, waitSeconds: waits.acknowledgement * 60 } : step;
    }),
    breaks: 'an acknowledgement goes stale',
  },
  {
    wrong: 'after the farewell it waits on',
    changes: {
      definition: states((all) => {
        const farewell = all['Notify resolved'];
        if (farewell !== undefined) farewell.Next = 'Wait for the resolution';
      }),
    },
    breaks: 'it always ends',
  },
];
