/** The top of the page: what was played, how it went, and how much became how little. */

import { dollarsText } from '../../bill/dollars-text.ts';
import { elapsedText } from '../../duration.ts';
import type { Report } from '../../report.ts';
import { counted } from '../../text-table.ts';
import { empty, html, type Markup } from '../markup.ts';
import { count, durationText } from './parts.ts';

const verdicts = ({ ledger, permissions, played }: Report): readonly Markup[] => {
  const bad = (isBad: boolean): string => (isBad ? 'bad' : 'fine');
  const refused = Object.entries(played.answers).filter(([status]) => !status.startsWith('2'));
  return [
    html`<li class="${bad(!ledger.balanced)}">${ledger.balanced ? 'the ledger balances' : 'THE LEDGER DOES NOT BALANCE'}</li>`,
    html`<li class="${bad(permissions.denials.length > 0)}">${permissions.denials.length === 0 ? 'no permission missing' : `${counted(permissions.denials.length, 'permission')} MISSING`}</li>`,
    html`<li class="${bad(refused.length > 0)}">${
      Object.entries(played.answers)
        .map(([status, requests]) => `${counted(requests, 'request')} answered ${status}`)
        .join(', ') || 'no requests'
    }</li>`,
  ];
};

const step = (value: string, name: string, note: string): Markup =>
  html`<li><strong>${value}</strong> <span>${name}</span> <small>${note}</small></li>`;

const funnel = (report: Report): Markup => {
  const { ledger, incidents } = report;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const suppressed = sum(Object.values(ledger.findings.suppressed));
  const alerts = sum(incidents.map((each) => each.alerts.length));
  const messages = sum(incidents.map(({ sent }) => sent.length));
  const open = incidents.filter(({ incident }) => incident.status !== 'resolved').length;
  return html`<ol class="funnel" aria-label="From signals to messages">
${step(count(ledger.signals.accepted), 'signals', `${count(ledger.signals.archived)} archived`)}
${step(count(ledger.findings.accepted), 'findings', `${count(suppressed)} suppressed, with reason`)}
${step(count(alerts), alerts === 1 ? 'alert' : 'alerts', 'conditions, each told once')}
${step(count(incidents.length), incidents.length === 1 ? 'incident' : 'incidents', open === 0 ? 'all resolved' : `${count(open)} not resolved`)}
${step(count(messages), messages === 1 ? 'message' : 'messages', 'to people')}
${report.latency.count === 0 ? empty : step(durationText(report.latency.p99Ms), 'p99', 'from acceptance to message')}
${step(dollarsText(report.bill.useDollars), 'on AWS', `${dollarsText(report.bill.dollarsPerMillionSignals)} per million signals`)}
</ol>`;
};

export const opening = (report: Report): Markup => {
  const { title, description, startAt, endedAt } = report.played;
  const start = new Date(startAt).toISOString();
  return html`
<header>
<p class="brand">Streamwarden · replay</p>
<h1>${title}</h1>
<p class="lead">${description}</p>
<p class="quiet"><time datetime="${start}">${start.slice(0, 19).replace('T', ' ')} UTC</time>, ${elapsedText(endedAt - startAt)} long in virtual time; times below count from there.</p>
<ul class="verdicts" aria-label="Verdicts">${verdicts(report)}</ul>
${funnel(report)}
</header>`;
};
