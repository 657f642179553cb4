/** Goes through every order of what can happen to a remediation, from the start of one. */
import { readFileSync } from 'node:fs';
import { answerApproval } from '#functions/respond/answer-approval.ts';
import { memoryResponseStore } from '../memory-response-store.ts';
import { alertAt, incidentAt, policyWith } from '../remediation-case.ts';
import { type Exploration, exploreModel, type Model } from '../workflow-model/explore.ts';
import { hopper } from '../workflow-model/hop.ts';
import { canonical } from './canonical.ts';
import { type Machinery, Making } from './environment.ts';
import { happeningsOf } from './happenings.ts';
import { type Invariant, judgeWorld } from './monitor.ts';
import { author, fork, incidentId, runningOf, type Setting, type World } from './world.ts';

/** The deployed definition. */
export const definition: string = readFileSync(new URL('../../../functions/remediate/remediation.asl.json', import.meta.url), 'utf8');

/** What a mutant has in place of what is deployed. */
export type Changes = Partial<Pick<Machinery, 'steps' | 'answerApproval'>> & { readonly definition?: string };

/** Without its Retry: what a retry does, the model does itself, by letting a call happen again. And two looks at what was told to stop instead of six. */
const shortened = (text: string): string => {
  const looks = text.replaceAll('$stops < 6', '$stops < 2');
  if (looks === text) throw new Error('the definition has no looks at what was told to stop');
  return JSON.stringify(JSON.parse(looks), (key: string, value: unknown) => (key === 'Retry' ? undefined : value));
};

/** Short waits, so that whatever is waited for comes to its end in a few steps. */
const policyOf = ({ asks }: Setting) =>
  policyWith(
    {
      author,
      approval: { required: asks, approvers: 2, expiresMinutes: 1, notify: ['sam'], channels: ['hook'] },
      ...{ timeoutMinutes: 1 / 3, verifyAfterMinutes: 1, verify: { withinMinutes: 1 }, cooldownMinutes: 600 },
    },
    true,
  );

/** The deployed machinery, with what a mutant has in its place. */
const machineryOf = (setting: Setting, changes: Changes = {}): Machinery => ({
  hop: hopper(shortened(changes.definition ?? definition)),
  steps: changes.steps ?? ((input, ports, policy, real) => real(input, ports, policy)),
  answerApproval: changes.answerApproval ?? answerApproval,
  policy: policyOf(setting),
});

/** One alert of an incident, another beside it, and the start of the first one's remediation. */
const firstWorld = async (setting: Setting, machinery: Machinery): Promise<World> => {
  const store = memoryResponseStore();
  const now = Date.UTC(2026, 0, 1);
  const alert = alertAt(now, { incidentId });
  const making = new Making(
    {
      ...{ now, setting, store, runs: [], jobs: [], faultsLeft: setting.faults, unheard: false, halted: undefined },
      ...{ yes: [], told: [], serial: 0 },
    },
    machinery,
  );
  await store.putIncident(incidentAt(now, { alerts: [alert.fingerprint, 'other'] }));
  await store.putAlert(alert);
  await store.putAlert({ ...alert, fingerprint: 'other' });
  await making.start('rem-1', alert.fingerprint, incidentId);
  return making.world;
};

/** What one happening makes of a world; the breaches it shows. */
const follow = async (world: World, machinery: Machinery, way: number) => {
  const making = new Making(fork(world), machinery);
  const happening = happeningsOf(world)[way];
  if (happening === undefined) throw new Error('no such happening');
  await happening.happen(making);
  judgeWorld(making);
  return { label: happening.label, world: making.world, breaches: making.breaches };
};

/** Explores a machinery under a setting, until every state is known, or a breach is found. */
export const explore = async (setting: Setting, changes?: Changes, mostStates?: number): Promise<Exploration<Invariant>> => {
  const machinery = machineryOf(setting, changes);
  const model: Model<World, Invariant> = {
    ...{ first: await firstWorld(setting, machinery), canonical },
    isOver: (world) => runningOf(world).length === 0,
    ways: (world) => happeningsOf(world).length,
    follow: (world, way) => follow(world, machinery, way),
  };
  return exploreModel(model, 'it always ends', mostStates);
};
