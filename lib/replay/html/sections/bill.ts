/** What the run would have cost on AWS. */
import type { Bill, BillLine } from '../../bill/bill.ts';
import { dollarsText } from '../../bill/dollars-text.ts';
import type { Report } from '../../report.ts';
import { counted } from '../../text-table.ts';
import { empty, html, type Markup } from '../markup.ts';
import type { StackedBars } from '../model.ts';
import { chart, count, details, section, table } from './parts.ts';

const total = (lines: readonly BillLine[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);

/** The dearest first. */
const byCost = (lines: readonly BillLine[], keyOf: (line: BillLine) => string): readonly string[] =>
  [...Map.groupBy(lines, keyOf)].toSorted(([, a], [, b]) => total(b) - total(a)).map(([key]) => key);

/** Dollars of each stage, by service, of what was used. */
export const billBars = ({ lines }: Bill): StackedBars => {
  const costly = lines.filter(({ dollars, atRest }) => dollars > 0 && !atRest);
  const rows = byCost(costly, ({ stage }) => stage);
  const parts = byCost(costly, ({ service }) => service).map((name) => ({
    name,
    values: rows.map((row) => total(costly.filter(({ service, stage }) => service === name && stage === row))),
  }));
  return { unit: 'dollars', rows, parts };
};

const atRest = ({ restDollarsPerMonth, totalDollars, useDollars }: Bill): Markup => {
  const services = Object.entries(restDollarsPerMonth).toSorted(([, a], [, b]) => b - a);
  if (services.length === 0) return empty;
  const month = services.reduce((sum, [, dollars]) => sum + dollars, 0);
  const parts = services.map(([service, dollars]) => `${service} ${dollarsText(dollars)}`).join(', ');
  return html`<p class="quiet">At rest it costs ${dollarsText(month)} a month (${parts}), ${dollarsText(totalDollars - useDollars)} of it in the time of this run; that is not in the plot.</p>`;
};

export const billSection = ({ bill }: Report): Markup =>
  section(
    'bill',
    'The bill, by stage',
    `${dollarsText(bill.useDollars)} at AWS’s list prices, ${dollarsText(bill.dollarsPerMillionSignals)} per million signals`,
    html`
${bill.useDollars === 0 ? html`<p class="quiet">Nothing was used.</p>` : chart('bars', 0, `What each stage would have cost on AWS: in all ${dollarsText(bill.useDollars)}`)}
${atRest(bill)}
${details(
  `All ${counted(bill.lines.length, 'line')} of the bill`,
  table(
    [{ head: 'stage' }, { head: 'service' }, { head: 'unit' }, { head: 'quantity', numeric: true }, { head: 'dollars', numeric: true }],
    bill.lines.map(({ stage, service, unit, quantity, dollars }) => [
      stage,
      service,
      unit,
      Number.isInteger(quantity) ? count(quantity) : String(Number(quantity.toPrecision(4))),
      dollarsText(dollars),
    ]),
    'The bill',
  ),
)}`,
  );
