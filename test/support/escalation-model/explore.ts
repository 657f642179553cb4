/** Goes through every order of what can happen to an escalation, from the start of one. */
import { readFileSync } from 'node:fs';
import { acknowledge, reopen, resolve, tellOfGrowth, wakeEscalations } from '#kernel/answers.ts';
import { memoryResponseStore } from '../memory-response-store.ts';
import { type Exploration, exploreModel, type Model } from '../workflow-model/explore.ts';
import { hopper } from '../workflow-model/hop.ts';
import { canonical } from './canonical.ts';
import { type Answers, type Machinery, Making } from './environment.ts';
import { happeningsOf, writeAlert } from './happenings.ts';
import { blankLedger } from './ledger.ts';
import { type Invariant, judgeWorld, witnessChange } from './monitor.ts';
import { fork, incidentId, runningOf, type World } from './world.ts';

/** The deployed definition. */
export const definition: string = readFileSync(new URL('../../../functions/escalate/escalation.asl.json', import.meta.url), 'utf8');

/** What a mutant has in place of what is deployed. */
export type Changes = Partial<Pick<Machinery, 'steps' | 'nameOf'>> & { readonly definition?: string; readonly answers?: Partial<Answers> };

const real: Answers = { acknowledge, resolve, reopen, tellOfGrowth, wakeEscalations };

/** The deployed machinery, with what a mutant has in its place. */
export const machineryOf = (changes: Changes = {}): Machinery => ({
  hop: hopper(changes.definition ?? definition),
  steps: changes.steps ?? ((input, ports, policy, real) => real(input, ports, policy)),
  nameOf: changes.nameOf ?? ((name) => name),
  answers: { ...real, ...changes.answers },
});

/** One critical alert, its incident and the start of its escalation. */
const firstWorld = async (machinery: Machinery): Promise<Making> => {
  const store = memoryResponseStore();
  const now = Date.UTC(2026, 0, 1);
  const making = new Making(
    {
      ...{ now, store, runs: [], onCall: 'robin', maintenanceStart: undefined, silence: undefined, serial: 0, spent: undefined },
      ledger: blankLedger,
    },
    machinery,
  );
  await store.claimGroup('group', incidentId);
  await store.putIncident({
    ...{ id: incidentId, status: 'open', severity: 'critical', category: 'dependency_failure', escalationLevel: 'new' },
    ...{ title: 'payment: calls fail', route: 'everything', escalation: 'on-call', groupKey: 'group', groupId: 'group', groupLabels: {} },
    ...{ alerts: ['payment'], openedAt: now, updatedAt: now, escalating: true, version: 1 },
  });
  await making.ports.workflows.start('escalation', incidentId, { incidentId });
  await writeAlert(making, 'payment');
  return making;
};

/** What one happening makes of a world; the breaches it shows. */
const follow = async (world: World, machinery: Machinery, index: number) => {
  const making = new Making(fork(world), machinery);
  const happening = happeningsOf(world)[index];
  if (happening === undefined) throw new Error('no such happening');
  await happening.happen(making);
  witnessChange(world, making, happening.label);
  judgeWorld(making.world, (invariant, says) => making.breaches.push({ invariant, says }));
  return { label: happening.label, world: making.world, breaches: making.breaches };
};

/** Explores a machinery until every state is known, or a breach is found. Throws when there are more states than that. */
export const explore = async (machinery: Machinery, mostStates?: number): Promise<Exploration<Invariant>> => {
  const { world: first } = await firstWorld(machinery);
  const model: Model<World, Invariant> = {
    ...{ first, canonical },
    isOver: (world) => runningOf(world).length === 0,
    ways: (world) => happeningsOf(world).length,
    follow: (world, index) => follow(world, machinery, index),
  };
  return exploreModel(model, 'it always ends', mostStates);
};
