/** Pieces that all sections are made of. */
import type { Severity } from '#kernel/severity.ts';
import { elapsedText } from '../../duration.ts';
import { grouped } from '../../text-table.ts';
import { html, type Markup } from '../markup.ts';

/** Shows a time (ms since the epoch) as minutes and seconds since the start, the exact time on demand. */
export type TimeText = (at: number) => Markup;

export const timeTextFrom =
  (startAt: number): TimeText =>
  (at) =>
    html`<time datetime="${new Date(at).toISOString()}" title="${new Date(at).toISOString()}">${elapsedText(at - startAt)}</time>`;

/** What a chart is drawn into: which one of its kind, and what a listener hears. */
export const chart = (kind: string, index: number, words: string, className = ''): Markup =>
  html`<div class="chart ${kind} ${className}" data-chart="${kind}" data-index="${index}" role="img" aria-label="${words}"></div>`;

/** A column: its head, and whether numbers stand in it. */
export interface Column {
  readonly head: string;
  readonly numeric?: boolean;
}

const cell = ({ numeric }: Column, value: Markup | string): Markup =>
  numeric === true ? html`<td class="number">${value}</td>` : html`<td>${value}</td>`;

/** Scrolls by itself where it is wider than the screen. */
export const table = (columns: readonly Column[], rows: readonly (readonly (Markup | string)[])[], caption: string): Markup => html`
<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<thead><tr>${columns.map((each) => html`<th scope="col"${{ markup: each.numeric === true ? ' class="number"' : '' }}>${each.head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map((column, index) => cell(column, row[index] ?? ''))}</tr>`)}</tbody>
</table></div>`;

/** Something to open. */
export const details = (summary: string, content: Markup): Markup => html`<details><summary>${summary}</summary>${content}</details>`;

/** A severity as a coloured word; undefined is routine. */
export const severityChip = (severity: Severity | undefined): Markup =>
  html`<span class="chip ${severity ?? 'routine'}">${severity ?? 'routine'}</span>`;

export const section = (id: string, title: string, aside: string, content: Markup): Markup => html`
<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}${aside === '' ? '' : html` <small>${aside}</small>`}</h2>
${content}
</section>`;

export const count = (value: number): string => grouped(value);

/** 850 ms · 12.3 s · 2 min 5 s */
export const durationText = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toPrecision(3))} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
};
