/** Rehearses one runbook: every way it may go, and every fault at every step of each. */

import { kindsAt } from './fault-kinds.ts';
import { type EndState, endStateOf, wrongIn } from './judge.ts';
import type { Player } from './player.ts';
import { type Point, placeOf, tellingPoints } from './point.ts';
import type { Order, Performance } from './run.ts';
import { scenariosOf } from './scenario.ts';
import { waysOf } from './setting.ts';
import { type Stage, Theatre } from './stage.ts';
import type { Strike } from './striking.ts';

/** How one run ended. */
export interface RunResult {
  readonly scenario: string;
  /** None in the run without a fault. */
  readonly strikes: readonly Strike[];
  readonly end: EndState;
  /** Sentences; none where it ended as it may. */
  readonly wrong: readonly string[];
}

export interface RehearseOptions {
  /** Faults in one run: with 2 those steps are struck, too, that only a fault leads to; with 0 none is. */
  readonly faults: 0 | 1 | 2;
  /** One in this thread without them. */
  readonly players?: readonly Player[];
  readonly onRun?: (result: RunResult, done: number) => void;
}

/** What is wrong with a run. Without a fault it must end as the scenario says. */
const judge = ({ scenario, strikes }: Order, remains: Performance['remains']): RunResult => {
  const end = endStateOf(remains);
  const { expected } = scenario;
  const surprise = strikes.length === 0 && end !== expected ? [`Expected was: ${expected}.`] : [];
  return { scenario: scenario.name, strikes, end, wrong: [...surprise, ...wrongIn(remains)] };
};

/** A run that ended as it may, and what it came to. */
interface Played {
  readonly order: Order;
  readonly points: readonly Point[];
}

/** The same runs with one more fault, at steps that no run before had come to; of faults that lead to one the shortest run. */
const struckOnceMore = (played: readonly Played[], seen: Set<string>): readonly Order[] =>
  played
    // Without a fault, the scenario that comes first shows best whether a step does what it is for.
    .toSorted((a, b) => (a.order.strikes.length === 0 ? 0 : a.points.length - b.points.length))
    .flatMap(({ order, points }) => {
      const fresh = tellingPoints(points).filter((point) => !seen.has(placeOf(point)));
      for (const point of fresh) seen.add(placeOf(point));
      return fresh.flatMap((point) => kindsAt(point).map((kind) => ({ ...order, strikes: [...order.strikes, { point, kind }] })));
    });

/** Has every order played by one of them; what came of each, in their order. */
const playAll = async <Result>(
  players: readonly Player[],
  orders: readonly Order[],
  play: (player: Player, order: Order) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  const left = orders.entries();
  const work = async (player: Player): Promise<void> => {
    for (const [at, order] of left) results[at] = await play(player, order);
  };
  await Promise.all(players.map(work));
  return results;
};

/** All runs, in an order that is always the same. */
export const rehearse = async (
  stage: Stage,
  { faults, players = [new Theatre(stage)], onRun }: RehearseOptions,
): Promise<readonly RunResult[]> => {
  const results: RunResult[] = [];
  let done = 0;
  const play = async (player: Player, order: Order): Promise<Played & { readonly result: RunResult }> => {
    const { remains, points } = await player.perform(order);
    const result = judge(order, remains);
    done += 1;
    onRun?.(result, done);
    // What went wrong may have left something behind.
    if (result.wrong.length > 0) await player.close();
    return { order, points, result };
  };
  const seen = new Set<string>();
  try {
    let orders: readonly Order[] = scenariosOf(stage.rule, waysOf(stage)).map((scenario) => ({ scenario, strikes: [] }));
    for (let left = faults; left >= 0; left -= 1) {
      const played = await playAll(players, orders, play);
      results.push(...played.map(({ result }) => result));
      const well = played.filter(({ result }) => result.wrong.length === 0);
      orders = left > 0 ? struckOnceMore(well, seen) : [];
    }
  } finally {
    await Promise.all(players.map((player) => player.close()));
  }
  return results;
};
