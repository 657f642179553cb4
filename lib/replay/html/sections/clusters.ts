/** Logs by kind of message, the worst first. */
import { counted } from '../../text-table.ts';
import { empty, html, type Markup } from '../markup.ts';
import type { PageModel } from '../page-model.ts';
import { chart, count, durationText, section, severityChip } from './parts.ts';

export const clustersSection = ({ clusters, otherClusters, bucketMs }: PageModel): Markup => {
  const rows = clusters.map(
    ({ service, masked, verdict, count: logs, counts }, index) => html`<li>
<div class="what">${severityChip(verdict?.severity)} <span class="quiet">${service}</span> <code>${masked === '' ? '(no text)' : masked}</code>${verdict === undefined ? empty : html` <small>${verdict.reason} <span class="quiet">says ${verdict.source}</span></small>`}</div>
<strong class="number">${count(logs)}</strong>
${chart('sparkline', index, `${counted(logs, 'log')}, at most ${counted(Math.max(0, ...counts), 'log')} in ${durationText(bucketMs)}`)}
</li>`,
  );
  return section(
    'messages',
    'Messages by kind',
    `logs in each ${durationText(bucketMs)}; variable parts are masked`,
    html`${clusters.length === 0 ? html`<p class="quiet">No logs came in.</p>` : html`<ol class="clusters">${rows}</ol>`}
${otherClusters.kinds === 0 ? empty : html`<p class="quiet">and ${counted(otherClusters.logs, 'log')} of ${counted(otherClusters.kinds, 'other kind')}</p>`}`,
  );
};
