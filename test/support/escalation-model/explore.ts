/** Goes through every order of what can happen, breadth first, until states repeat: the first breach found is reached by the shortest order. */
import { readFileSync } from 'node:fs';
import { acknowledge, reopen, resolve, tellOfGrowth, wakeEscalations } from '#kernel/answers.ts';
import { memoryResponseStore } from '../memory-response-store.ts';
import { canonical } from './canonical.ts';
import { type Answers, type Machinery, Making } from './environment.ts';
import { happeningsOf, writeAlert } from './happenings.ts';
import { hopper } from './hop.ts';
import { blankLedger } from './ledger.ts';
import { type Breach, judgeWorld, witnessChange } from './monitor.ts';
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

/** A breach, and the happenings that lead to it. */
interface Finding extends Breach {
  readonly order: readonly string[];
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Different orders of happenings that lead to the states found, each state entered by each of its ways once: paths are endless, these are the ones that were run. */
  readonly orders: bigint;
  readonly finding?: Finding;
}

interface Node {
  readonly parent: number;
  readonly label: string;
  readonly depth: number;
  /** Orders of this length that lead here. */
  orders: bigint;
  /** Where it goes on when nobody does anything; -1 at an end. */
  goesOnTo?: number;
}

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

const orderTo = (nodes: readonly Node[], index: number, last: string): readonly string[] => {
  const order = [last];
  for (let at = nodes[index]; at !== undefined && at.label !== ''; at = nodes[at.parent]) order.unshift(at.label);
  return order;
};

/** A state from which waiting alone comes back to itself never ends. */
const endlessFrom = (nodes: readonly Node[]): number | undefined => {
  const ends = new Set<number>([-1]);
  for (const index of nodes.keys()) {
    const way: number[] = [];
    const on = new Set<number>();
    let at = index;
    while (!ends.has(at) && !on.has(at)) {
      way.push(at);
      on.add(at);
      at = nodes[at]?.goesOnTo ?? -1;
    }
    if (!ends.has(at)) return index;
    for (const each of way) ends.add(each);
  }
  return undefined;
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
export const explore = async (machinery: Machinery, mostStates = 400_000): Promise<Exploration> => {
  const { world: first } = await firstWorld(machinery);
  const nodes: Node[] = [{ parent: -1, label: '', depth: 0, orders: 1n }];
  const known = new Map<string, number>([[canonical(first), 0]]);
  const worlds = new Map<number, World>([[0, first]]);
  let transitions = 0;
  const soFar = () => ({
    states: nodes.length,
    transitions,
    depth: nodes.at(-1)?.depth ?? 0,
    orders: nodes.reduce((sum, { orders }) => sum + orders, 0n),
  });
  for (let at = 0; at < nodes.length; at += 1) {
    const world = worlds.get(at);
    const node = nodes[at];
    if (world === undefined || node === undefined) throw new Error('lost a world');
    worlds.delete(at);
    const ends = runningOf(world).length === 0;
    if (ends) node.goesOnTo = -1;
    for (const index of happeningsOf(world).keys()) {
      transitions += 1;
      const next = await follow(world, machinery, index);
      const [breach] = next.breaches;
      if (breach !== undefined) return { ...soFar(), finding: { ...breach, order: orderTo(nodes, at, next.label) } };
      const key = canonical(next.world);
      const found = known.get(key) ?? nodes.length;
      if (found === nodes.length) {
        if (found >= mostStates) throw new Error(`more than ${mostStates} states`);
        known.set(key, found);
        nodes.push({ parent: at, label: next.label, depth: node.depth + 1, orders: 0n });
        worlds.set(found, next.world);
      }
      const reached = nodes[found];
      if (reached !== undefined && reached.depth === node.depth + 1) reached.orders += node.orders;
      if (index === 0 && !ends) node.goesOnTo = found;
    }
  }
  const endless = endlessFrom(nodes);
  if (endless === undefined) return soFar();
  const order = orderTo(nodes, nodes[endless]?.parent ?? 0, nodes[endless]?.label ?? '');
  return { ...soFar(), finding: { invariant: 'it always ends', says: 'waiting alone comes back to where it was', order } };
};
