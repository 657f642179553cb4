/** A plan of faults, drawn from a seed and a profile: the same seed strikes the same things at the same times. */
import type { Interceptors } from '../cloud-options.ts';
import { seededRandom } from '../time/seeded-random.ts';
import type { Fault, Random } from './fault.ts';
import { profiles } from './profiles.ts';
import { faults } from './registry.ts';
import { Restraint } from './restraint.ts';
import { weatherOf } from './weather.ts';

export interface PlanSettings {
  readonly seed: string;
  /** A name of `profiles`. */
  readonly profile: string;
  /** Faults strike from here, and stop there, ms since the epoch: what was struck last has time to recover. */
  readonly from: number;
  readonly until: number;
}

export interface FaultPlan {
  readonly interceptors: Interceptors;
  /** How often each kind struck, by title, in the registry's order; kinds that never did are left out. */
  counts(): Readonly<Record<string, number>>;
}

/** Of the profile `all` a seed leaves so many kinds out: what strikes alone shows what many together hide. */
const shareLeftOut = 1 / 3;
/** A function seldom invoked is struck as well: its n-th invocation is at least this likely, divided by n. */
const rareness = 1.5;

interface Drawn<Point extends Fault['strikes']> {
  readonly fault: Extract<Fault, { strikes: Point }>;
  readonly strength: number;
  readonly random: Random;
}

export const faultPlan = ({ seed, profile, from, until }: PlanSettings): FaultPlan => {
  const randomOf = (name: string): Random => seededRandom(`faults/${seed}/${profile}/${name}`);
  const weather = weatherOf(randomOf('weather'), from, until);
  const restraint = new Restraint();
  const struck = new Map<string, number>();
  const turns = new Map<string, number>();

  const chosen = faults.flatMap((fault: Fault) => {
    const random = randomOf(fault.id);
    const isLeftOut = profile === 'all' && random() < shareLeftOut;
    const strength = 0.4 + 0.6 * random();
    return isLeftOut || !profiles[profile]?.includes(fault.id) ? [] : [{ fault, strength, random }];
  });
  const drawnAt = <Point extends Fault['strikes']>(point: Point): readonly Drawn<Point>[] =>
    chosen.filter((each): each is typeof each & Drawn<Point> => each.fault.strikes === point);

  const nextTurn = (what: string): number => {
    const turn = (turns.get(what) ?? 0) + 1;
    turns.set(what, turn);
    return turn;
  };

  /** The first fault that strikes; undefined when none does. */
  const strike = <Point extends Fault['strikes'], Fate>(
    drawn: readonly Drawn<Point>[],
    { what, turn, at, likelier = 0 }: { readonly what: string; readonly turn: number; readonly at: number; readonly likelier?: number },
    fateOf: (fault: Drawn<Point>['fault'], random: Random) => Fate | undefined,
  ): Fate | undefined => {
    const strength = weather(at);
    if (strength === 0 || !restraint.allows(what, turn)) return undefined;
    for (const { fault, strength: own, random } of drawn) {
      if (random() >= fault.rate * own * Math.max(strength, likelier)) continue;
      const fate = fateOf(fault, random);
      if (fate === undefined) continue;
      restraint.struck(what, turn);
      struck.set(fault.title, (struck.get(fault.title) ?? 0) + 1);
      return fate;
    }
    return undefined;
  };

  const at = {
    invocation: drawnAt('invocation'),
    call: drawnAt('call'),
    request: drawnAt('request'),
    delivery: drawnAt('delivery'),
    poll: drawnAt('poll'),
    stream: drawnAt('stream'),
  };
  const likelierAt = (turn: number): number => Math.min(1, rareness / turn);

  return {
    interceptors: {
      invocation: ({ invocation: turn, ...seen }) =>
        strike(at.invocation, { what: seen.function, turn, at: seen.at, likelier: likelierAt(turn) }, (fault, random) =>
          fault.fate(seen, random),
        ) ?? 'proceed',
      call: ({ invocation: turn, ...seen }) =>
        strike(at.call, { what: seen.function, turn, at: seen.at, likelier: likelierAt(turn) }, (fault, random) =>
          fault.fate(seen, random),
        ) ?? 'proceed',
      request: (seen) =>
        strike(at.request, { what: seen.path, turn: nextTurn(seen.path), at: seen.at }, (fault, random) => fault.fate(seen, random)) ??
        'proceed',
      delivery: (seen) => {
        const what = `delivery to ${seen.function}`;
        return strike(at.delivery, { what, turn: nextTurn(what), at: seen.at }, (fault, random) => fault.fate(seen, random)) ?? 'proceed';
      },
      poll: (seen) => {
        const what = `poll of ${seen.shardId} for ${seen.function}`;
        return strike(at.poll, { what, turn: nextTurn(what), at: seen.at }, (fault, random) => fault.fate(seen, random)) ?? 'proceed';
      },
      stream: (seen) => {
        const what = `shards of ${seen.stream}`;
        return strike(at.stream, { what, turn: nextTurn(what), at: seen.at }, (fault, random) => fault.fate(seen, random)) ?? 'proceed';
      },
    },
    counts: () => Object.fromEntries(faults.flatMap(({ title }) => (struck.has(title) ? [[title, struck.get(title) ?? 0]] : []))),
  };
};
