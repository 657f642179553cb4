/** The two balances of the run, as flows and in figures. */
import { compareText } from '#kernel/compare-text.ts';
import type { Report } from '../../report.ts';
import { counted } from '../../text-table.ts';
import { empty, html, type Markup } from '../markup.ts';
import type { Flow } from '../model.ts';
import { chart, count, details, section, table } from './parts.ts';

const titles: Readonly<Record<string, string>> = {
  signals: 'Signals: every one that was accepted',
  findings: 'Findings: every one that was made',
  deliveries: 'Messages: why, and by which channel',
};

const figure = (flow: Flow, index: number): Markup => html`<figure>
<figcaption><strong>${titles[flow.unit] ?? flow.unit}</strong></figcaption>
${chart(
  'flow',
  index,
  flow.links.map(({ source, target, value }) => `${flow.nodes[source]?.name} to ${flow.nodes[target]?.name}: ${count(value)}`).join('; '),
)}
</figure>`;

const figures = ({ ledger: { signals, findings, consumers, unreadable } }: Report): Markup => {
  const rows: (readonly string[])[] = [
    ['signals', 'accepted', count(signals.accepted)],
    ['signals', 'archived', count(signals.archived)],
    ['signals', 'quarantined', count(signals.quarantined)],
    ['signals', 'in flight', count(signals.inFlight)],
    ['signals', 'missing', count(signals.missing)],
    ...consumers.flatMap(({ consumer, kinds, due, received, repeated, missing }) => [
      [`${consumer} (${kinds.join(', ')})`, 'due', count(due)],
      [`${consumer} (${kinds.join(', ')})`, 'received', `${count(received)}${repeated === 0 ? '' : `, ${count(repeated)} of them again`}`],
      [`${consumer} (${kinds.join(', ')})`, 'missing', count(missing)],
    ]),
    ['findings', 'accepted', count(findings.accepted)],
    ['findings', 'folded into alerts', count(findings.folded)],
    ...Object.entries(findings.suppressed)
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([reason, value]) => ['findings', `suppressed: ${reason}`, count(value)]),
    ['findings', 'quarantined', count(findings.quarantined)],
    ['findings', 'in flight', count(findings.inFlight)],
    ['findings', 'missing', count(findings.missing)],
    ['unreadable records', 'of them in quarantine', `${count(unreadable.quarantined)} of ${count(unreadable.records)}`],
  ];
  return table([{ head: 'of' }, { head: 'what' }, { head: 'how many', numeric: true }], rows, 'The ledger in figures');
};

export const ledgerSection = (report: Report, flows: readonly Flow[]): Markup => {
  const { balanced, consumers } = report.ledger;
  const analysed = consumers
    .map(({ consumer, due, missing, repeated }) => {
      const again = repeated === 0 ? '' : ` (${count(repeated)} again, by redelivery)`;
      return `${consumer} saw ${count(due - missing)} of ${count(due)}${again}`;
    })
    .join(', ');
  return section(
    'ledger',
    'The ledger',
    balanced ? 'balanced' : 'DOES NOT BALANCE',
    html`
<p>Read from what durably lies in the stream, the archive, the quarantine, the queue and the table; nothing may be missing, nothing may be there that never came. ${analysed === '' ? '' : `Each signal is analysed once: ${analysed}.`}</p>
<div class="flows">${flows.map((flow, index) => (flow.links.length === 0 ? empty : figure(flow, index)))}</div>
${report.ledger.signals.accepted === 0 ? html`<p class="quiet">${counted(0, 'signal')} came in.</p>` : empty}
${details('The ledger in figures', figures(report))}`,
  );
};
