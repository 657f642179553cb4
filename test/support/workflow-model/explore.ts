/** Goes through every order of what can happen in a model, breadth first, until states repeat: the first breach found is reached by the shortest order. */

/** A rule that was broken, and how it showed. */
export interface BreachOf<Invariant extends string> {
  readonly invariant: Invariant;
  readonly says: string;
}

/** Worlds, and what can happen in them. */
export interface Model<World, Invariant extends string> {
  readonly first: World;
  /** Equal for worlds with equal futures. */
  readonly canonical: (world: World) => string;
  /** Whether nothing is under way any more. */
  readonly isOver: (world: World) => boolean;
  /** How many things can happen next; the first is how it goes on when nobody does anything. */
  readonly ways: (world: World) => number;
  /** What one of them makes of a world, and the breaches it shows. */
  readonly follow: (
    world: World,
    way: number,
  ) => Promise<{ readonly label: string; readonly world: World; readonly breaches: readonly BreachOf<Invariant>[] }>;
}

export interface Exploration<Invariant extends string> {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Different orders of happenings that lead to the states found, each state entered by each of its ways once: paths are endless, these are the ones that were run. */
  readonly orders: bigint;
  /** A breach, and the happenings that lead to it. */
  readonly finding?: BreachOf<Invariant> & { readonly order: readonly string[] };
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

/** Explores until every state is known, or a breach is found: `endless` is the rule that a world breaks which never ends. Throws when there are more states than that. */
export const exploreModel = async <World, Invariant extends string>(
  model: Model<World, Invariant>,
  endless: Invariant,
  mostStates = 400_000,
): Promise<Exploration<Invariant>> => {
  const nodes: Node[] = [{ parent: -1, label: '', depth: 0, orders: 1n }];
  const known = new Map<string, number>([[model.canonical(model.first), 0]]);
  const worlds = new Map<number, World>([[0, model.first]]);
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
    const ends = model.isOver(world);
    if (ends) node.goesOnTo = -1;
    for (let way = 0; way < model.ways(world); way += 1) {
      transitions += 1;
      const next = await model.follow(world, way);
      const [breach] = next.breaches;
      if (breach !== undefined) return { ...soFar(), finding: { ...breach, order: orderTo(nodes, at, next.label) } };
      const key = model.canonical(next.world);
      const found = known.get(key) ?? nodes.length;
      if (found === nodes.length) {
        if (found >= mostStates) throw new Error(`more than ${mostStates} states`);
        known.set(key, found);
        nodes.push({ parent: at, label: next.label, depth: node.depth + 1, orders: 0n });
        worlds.set(found, next.world);
      }
      const reached = nodes[found];
      if (reached !== undefined && reached.depth === node.depth + 1) reached.orders += node.orders;
      if (way === 0 && !ends) node.goesOnTo = found;
    }
  }
  const start = endlessFrom(nodes);
  if (start === undefined) return soFar();
  const order = orderTo(nodes, nodes[start]?.parent ?? 0, nodes[start]?.label ?? '');
  return { ...soFar(), finding: { invariant: endless, says: 'waiting alone comes back to where it was', order } };
};
