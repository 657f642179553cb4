/** The bill as a person reads it: a line a service, the dearest first, and who caused it. */
import type { Paint } from '../paint.ts';
import { heading, width } from '../report-style.ts';
import { clipped, columns, counted } from '../text-table.ts';
import type { Bill, BillLine } from './bill.ts';
import { dollarsText } from './dollars-text.ts';

const total = (lines: readonly BillLine[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);

/** Groups by a key, the dearest first. */
const byCost = (lines: readonly BillLine[], keyOf: (line: BillLine) => string): readonly (readonly [string, readonly BillLine[]])[] =>
  [...Map.groupBy(lines, keyOf)].sort(([, a], [, b]) => total(b) - total(a));

const percent = (part: number, whole: number): string => `${whole === 0 ? 0 : Math.round((part / whole) * 100)} %`;

const stagesText = (lines: readonly BillLine[]): string => {
  const whole = total(lines);
  const stages = byCost(lines, ({ stage }) => stage).filter(([, own]) => total(own) / whole >= 0.005);
  return stages.map(([stage, own]) => `${stage} ${percent(total(own), whole)}`).join(', ');
};

const restText = ({ restDollarsPerMonth, totalDollars, useDollars }: Bill): string => {
  const services = Object.entries(restDollarsPerMonth).sort(([, a], [, b]) => b - a);
  const month = services.reduce((sum, [, dollars]) => sum + dollars, 0);
  const parts = services.map(([service, dollars]) => `${service} ${dollarsText(dollars)}`).join(', ');
  return `  at rest  ${dollarsText(month)} a month (${parts}), ${dollarsText(totalDollars - useDollars)} of it in this run`;
};

export const billLines = (bill: Bill, paint: Paint): readonly string[] => {
  const used = bill.lines.filter(({ atRest }) => !atRest);
  const rows = byCost(used, ({ service }) => service).map(([service, lines]) => [
    `  ${service}`,
    dollarsText(total(lines)),
    percent(total(lines), bill.useDollars),
    stagesText(lines),
  ]);
  const aside = `for ${counted(bill.signals, 'signal')} at AWS’s list prices: ${dollarsText(bill.dollarsPerMillionSignals)} per million`;
  const [head = '', ...lines] = columns([['  service', 'dollars', 'share', 'for'], ...rows], ['left', 'right', 'right']);
  return [
    ...heading(paint, `Bill  ${dollarsText(bill.useDollars)}`, aside),
    paint.dim(head),
    ...lines.map((line) => clipped(line, width)),
    ...(Object.keys(bill.restDollarsPerMonth).length === 0 ? [] : [paint.dim(clipped(restText(bill), width))]),
  ];
};
