/** Random configurations and timelines by seed: everything that grouping looks at, at times that no tick falls on. */
import { seededRandom } from '#lib/local/workflow/chance.ts';
import type { PostedAlert, RecordedCase, Step } from './case.ts';

/** Choices by one seed. */
class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  /** From 0 to one below. */
  below(count: number): number {
    return Math.floor(this.#next() * count);
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }

  some<Item>(items: readonly Item[], share: number): Item[] {
    return items.filter(() => this.chance(share));
  }
}

/** Posts come at multiples of this; ticks lie between them. */
const beatMs = 500;
const beats = 18;
const runMs = 11_400;

const values = {
  alertname: ['A', 'B', 'C'],
  team: ['x', 'y'],
  sev: ['crit', 'warn'],
  env: ['prod', 'dev'],
  job: ['b', 'a'],
} as const;
type Name = keyof typeof values;
const names = Object.keys(values) as [Name, ...Name[]];

const matcher = (dice: Dice): string => {
  const name = dice.pick(names);
  const [one, other] = values[name];
  const value = dice.pick([one, other]);
  return dice.pick([
    `${name}="${value}"`,
    `${name}!="${value}"`,
    `${name}=~"${one}|${other}"`,
    `${name}!~"${value}.*"`,
    `${name}=~".+"`,
    `${name}=""`,
    `${name}=~"[${one[0]}-${one[0]}].*"`,
  ]);
};

const matchers = (dice: Dice, most: number): string[] => Array.from({ length: 1 + dice.below(most) }, () => matcher(dice));

const wait = (dice: Dice): string => dice.pick(['250ms', '250ms', '750ms', '1250ms']);
const interval = (dice: Dice): string => dice.pick(['1s', '1500ms', '2s', '3s']);
const repeat = (dice: Dice): string => dice.pick(['1h', '2250ms', '3250ms', '4750ms']);
const grouping = (dice: Dice): string[] => dice.pick([['...'], [], ['alertname'], ['team', 'sev'], ['env'], ['alertname', 'env']]);

const receivers = ['default', 'r0', 'r1', 'r2'] as const;
const intervals = [
  { name: 'always', time_intervals: [{ years: ['2000:2100'] }] },
  { name: 'never', time_intervals: [{ years: ['1990'] }] },
  { name: 'weekend', time_intervals: [{ weekdays: ['saturday', 'sunday'], location: 'Pacific/Auckland' }] },
];

const route = (dice: Dice, depth: number): Record<string, unknown> => ({
  ...(dice.chance(0.8) ? { receiver: dice.pick(receivers) } : {}),
  ...(dice.chance(0.9) ? { matchers: matchers(dice, 2) } : {}),
  ...(dice.chance(0.5) ? { continue: true } : {}),
  ...(dice.chance(0.4) ? { group_by: grouping(dice) } : {}),
  ...(dice.chance(0.3) ? { group_wait: wait(dice) } : {}),
  ...(dice.chance(0.3) ? { group_interval: interval(dice) } : {}),
  ...(dice.chance(0.3) ? { repeat_interval: repeat(dice) } : {}),
  ...(dice.chance(0.1) ? { mute_time_intervals: [dice.pick(['always', 'never', 'weekend'])] } : {}),
  ...(dice.chance(0.1) ? { active_time_intervals: [dice.pick(['always', 'never', 'weekend'])] } : {}),
  ...(depth > 0 && dice.chance(0.6) ? { routes: Array.from({ length: 1 + dice.below(2) }, () => route(dice, depth - 1)) } : {}),
});

const config = (dice: Dice) => ({
  global: { resolve_timeout: dice.pick(['5m', '5m', '1600ms', '3600ms']) },
  route: {
    receiver: 'default',
    group_by: grouping(dice),
    group_wait: wait(dice),
    group_interval: interval(dice),
    repeat_interval: repeat(dice),
    routes: Array.from({ length: dice.below(4) }, () => route(dice, 2)),
  },
  receivers: receivers.map((name) => ({
    name,
    webhook_configs: Array.from({ length: dice.chance(0.15) ? 2 : 1 }, (_, index) => ({
      url: `http://hook/${name}.${index}`,
      ...(dice.chance(0.3) ? { send_resolved: false } : {}),
      ...(dice.chance(0.15) ? { max_alerts: 1 + dice.below(2) } : {}),
    })),
  })),
  inhibit_rules: Array.from({ length: dice.chance(0.5) ? 1 + dice.below(2) : 0 }, () => ({
    source_matchers: matchers(dice, 1),
    target_matchers: matchers(dice, 1),
    equal: dice.some(names, 0.3),
  })),
  time_intervals: intervals,
});

const labels = (dice: Dice): Record<string, string> => ({
  alertname: dice.pick(values.alertname),
  ...Object.fromEntries(dice.some(names.slice(1), 0.6).map((name) => [name, dice.pick(values[name])])),
});

/** A post about one of the case's alerts. Ends lie off the beat, so that none coincides with a post. */
const post = (dice: Dice, known: Readonly<Record<string, string>>, atMs: number): PostedAlert => ({
  labels: known,
  ...(dice.chance(0.3) ? { annotations: { v: String(atMs), ...(dice.chance(0.5) ? { same: '1' } : {}) } } : {}),
  ...(dice.chance(0.1) ? { startsAtMs: atMs - dice.pick([100, 4_600, 9_100]) } : {}),
  ...(dice.chance(0.35) ? { endsAtMs: atMs + dice.pick([-50, -50, 600, 1_100, 2_600]) } : {}),
});

const isValid = ({ startsAtMs, endsAtMs }: PostedAlert): boolean =>
  startsAtMs === undefined || endsAtMs === undefined || startsAtMs <= endsAtMs;

const silence = (dice: Dice, atMs: number): Step => {
  const name = dice.pick(names);
  return {
    atMs,
    silence: {
      matchers: [{ name, value: dice.pick(values[name]), isRegex: dice.chance(0.3), isEqual: dice.chance(0.8) }],
      ...(dice.chance(0.2) ? { startsAtMs: atMs + 1_100 } : {}),
      endsAtMs: atMs + dice.pick([2_100, 3_600, 60_000]),
      ref: `s${atMs}`,
    },
  };
};

/** Each set of labels once: of two posts of one alert at once, either may be the later one. */
const differentLabels = (dice: Dice): Record<string, string>[] => {
  const sets = Array.from({ length: 4 + dice.below(8) }, () => labels(dice));
  return [...new Map(sets.map((each) => [JSON.stringify(each), each])).values()];
};

/** Of several alerts that begin a group at once, either may be its first, and only that one's age counts: an old alert comes alone. */
const withoutRaces = (posts: readonly PostedAlert[]): readonly PostedAlert[] => {
  const old = posts.find(({ startsAtMs }) => startsAtMs !== undefined);
  return old === undefined ? posts : [old];
};

const young = ({ startsAtMs: _, ...rest }: PostedAlert): PostedAlert => rest;

const timeline = (dice: Dice): Step[] => {
  const known = differentLabels(dice);
  const steps: Step[] = [];
  let hadOld = false;
  for (let beat = 0; beat < beats; beat += 1) {
    const atMs = beat * beatMs;
    const chosen = dice.some(known, beat === 0 ? 0.7 : 0.2).map((each) => post(dice, each, atMs));
    const posts: readonly PostedAlert[] = hadOld ? chosen.map(young) : withoutRaces(chosen.filter(isValid));
    // An old alert may flush its group at once, whose ticks then lie off the others': one a case, or they would meet its like.
    const isOld = posts.some(({ startsAtMs }) => startsAtMs !== undefined);
    hadOld ||= isOld;
    if (posts.length > 0) steps.push({ atMs: isOld ? atMs + beatMs / 4 : atMs, alerts: posts });
    if (dice.chance(0.06)) steps.push(silence(dice, atMs));
    else if (dice.chance(0.04)) {
      const ref = steps.findLast((step) => step.silence !== undefined)?.silence?.ref;
      if (ref !== undefined) steps.push({ atMs, expireSilence: ref });
    }
  }
  return steps.sort((a, b) => a.atMs - b.atMs);
};

const replies = (dice: Dice) =>
  dice.pick([[{ status: 400 }, { status: 200 }], [{ status: 429 }], [{ status: 200 }, { status: 404 }, { status: 200 }]]);

/** The case of a seed. Its clock is set by whoever plays it. */
export const randomCase = (seed: number): RecordedCase => {
  const dice = new Dice(seed);
  return {
    name: `seed-${seed}`,
    clock: { t0: new Date(0).toISOString() },
    config: config(dice),
    ...(dice.chance(0.15) ? { hooks: { [`${dice.pick(receivers)}.0`]: replies(dice) }, repliesByGroup: true as const } : {}),
    timeline: timeline(dice),
    runMs,
  };
};
