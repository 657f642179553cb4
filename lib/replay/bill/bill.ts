/** The bill of a run: what it used, priced, by service and stage; what costs at rest is told apart from what signals cost. */
import { compareText } from '#kernel/compare-text.ts';
import type { Usage } from '#lib/local/meter/meter.ts';
import { monthHours, priced, prices } from '#lib/local/meter/prices.ts';

export interface BillLine {
  /** `Kinesis` */
  readonly service: string;
  /** `ingest`, …, or `shared`. */
  readonly stage: string;
  /** `PUT payload units (25 KB)` */
  readonly unit: string;
  readonly quantity: number;
  readonly dollars: number;
  /** Costs by the hour, used or not; quantity and dollars are for the run's time. */
  readonly atRest: boolean;
}

export interface Bill {
  readonly lines: readonly BillLine[];
  /** All lines together. */
  readonly totalDollars: number;
  /** Without what costs at rest. */
  readonly useDollars: number;
  /** What a month costs in which nothing comes in, by service. */
  readonly restDollarsPerMonth: Readonly<Record<string, number>>;
  readonly signals: number;
  /** Of what was used; 0 without signals. */
  readonly dollarsPerMillionSignals: number;
}

/** A usage by stage in place of the owner's full name. */
export type StageUsage = Omit<Usage, 'owner'> & { readonly stage: string };

const sum = (lines: readonly BillLine[]): number => lines.reduce((total, { dollars }) => total + dollars, 0);

const lineOf = ({ unit, stage, quantity, held }: StageUsage): BillLine => ({
  ...{ service: prices[unit].service, stage, unit: prices[unit].unit },
  ...priced(unit, quantity),
  atRest: held !== undefined,
});

const restPerMonth = (usages: readonly StageUsage[]): Bill['restDollarsPerMonth'] => {
  const byService: Record<string, number> = {};
  for (const { unit, held = 0 } of usages) {
    if (held === 0) continue;
    const { service } = prices[unit];
    byService[service] = (byService[service] ?? 0) + priced(unit, held * monthHours).dollars;
  }
  return byService;
};

/** Prices what a run used for its signals. */
export const makeBill = (usages: readonly StageUsage[], signals: number): Bill => {
  const lines = usages
    .map(lineOf)
    .sort((a, b) => compareText(a.service, b.service) || compareText(a.stage, b.stage) || compareText(a.unit, b.unit));
  const useDollars = sum(lines.filter(({ atRest }) => !atRest));
  return {
    ...{ lines, totalDollars: sum(lines), useDollars, restDollarsPerMonth: restPerMonth(usages), signals },
    dollarsPerMillionSignals: signals === 0 ? 0 : (useDollars / signals) * 1_000_000,
  };
};
