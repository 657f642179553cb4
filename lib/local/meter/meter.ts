/** The meter of a local cloud: adds up what AWS would charge, by unit and by who caused it. */
import { LambdaMeter } from './lambda-meter.ts';
import { LogMeter } from './log-meter.ts';
import type { UnitName } from './prices.ts';
import type { BucketStages, MetricTable, StreamSettings } from './settings.ts';
import type { TableMeter } from './table-meter.ts';

/** How much of a unit somebody used; `scale` in prices.ts says how much of it is one unit of a bill. */
export interface Usage {
  readonly unit: UnitName;
  /** The function's or the workflow's name; '' for what serves all. */
  readonly owner: string;
  readonly quantity: number;
  /** Charged by the hour, used or not: how much of it there is, and `quantity` is for the time that passed. */
  readonly held?: number;
}

const hourMs = 3_600_000;

interface Held {
  readonly unit: UnitName;
  readonly owner: string;
  readonly perHour: number;
  readonly since: number;
}

/** Names hold no line breaks. */
const keyOf = (unit: UnitName, owner: string): string => `${unit}\n${owner}`;

export class Meter {
  readonly streams = new Map<string, StreamSettings>();
  readonly tables = new Map<string, TableMeter>();
  readonly buckets = new Map<string, BucketStages>();
  /** By `database|table`. */
  readonly metricTables = new Map<string, MetricTable>();
  /** Workflow → the group it logs into; undefined when it does not log. */
  readonly workflowLogs = new Map<string, string | undefined>();
  readonly lambda: LambdaMeter;
  readonly logs: LogMeter;
  readonly #now: () => number;
  readonly #counted = new Map<string, number>();
  readonly #held: Held[] = [];

  constructor(now: () => number) {
    this.#now = now;
    this.lambda = new LambdaMeter();
    this.logs = new LogMeter(now);
  }

  count(unit: UnitName, owner: string, quantity = 1): void {
    if (quantity === 0) return;
    const key = keyOf(unit, owner);
    this.#counted.set(key, (this.#counted.get(key) ?? 0) + quantity);
  }

  /** Something that costs by the hour from now on, used or not; `perHour` of the unit's quantity. */
  hold(unit: UnitName, perHour = 1, owner = ''): void {
    this.#held.push({ unit, owner, perHour, since: this.#now() });
  }

  /** Everything so far, in a fixed order. */
  usage(): readonly Usage[] {
    const rows = new Map(this.#counted);
    const add = ({ unit, owner, quantity }: Usage): void => {
      if (quantity !== 0) rows.set(keyOf(unit, owner), (rows.get(keyOf(unit, owner)) ?? 0) + quantity);
    };
    for (const own of [this.lambda.usage(), this.logs.usage(), ...[...this.tables.values()].map((table) => table.usage())])
      own.forEach(add);
    const counted = [...rows].map(([key, quantity]): Usage => {
      const [unit = '', owner = ''] = key.split('\n');
      return { unit: unit as UnitName, owner, quantity };
    });
    const now = this.#now();
    const held = new Map<string, Usage>();
    for (const { unit, owner, perHour, since } of this.#held) {
      const before = held.get(keyOf(unit, owner));
      const quantity = (before?.quantity ?? 0) + (perHour * (now - since)) / hourMs;
      held.set(keyOf(unit, owner), { unit, owner, quantity, held: (before?.held ?? 0) + perHour });
    }
    const order = ({ unit, owner }: Usage): string => keyOf(unit, owner);
    return [...counted, ...held.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  }
}
