/** Rehearses one runbook: every way it may go, and every fault at every step of each. */

import { kindsAt } from './fault-kinds.ts';
import { type EndState, endStateOf, wrongIn } from './judge.ts';
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
  readonly onRun?: (result: RunResult, done: number) => void;
}

/** What is wrong with a run. Without a fault it must end as the scenario says. */
const judge = ({ scenario, strikes }: Order, { remains }: Performance): RunResult => {
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

/** All runs, in an order that is always the same. */
export const rehearse = async (stage: Stage, { faults, onRun }: RehearseOptions): Promise<readonly RunResult[]> => {
  const theatre = new Theatre(stage);
  const results: RunResult[] = [];
  const play = async (order: Order): Promise<readonly Played[]> => {
    const performance = await theatre.perform(order);
    const result = judge(order, performance);
    results.push(result);
    onRun?.(result, results.length);
    if (result.wrong.length === 0) return [{ order, points: performance.points }];
    // What went wrong may have left something behind.
    await theatre.close();
    return [];
  };
  const seen = new Set<string>();
  try {
    let orders: readonly Order[] = scenariosOf(stage.rule, waysOf(stage)).map((scenario) => ({ scenario, strikes: [] }));
    for (let left = faults; left >= 0; left -= 1) {
      const played: Played[] = [];
      for (const order of orders) played.push(...(await play(order)));
      orders = left > 0 ? struckOnceMore(played, seen) : [];
    }
  } finally {
    await theatre.close();
  }
  return results;
};
