/** One incident: its way, what was decided about it, and the series that spoke of it. */
import { elapsedText } from '../../duration.ts';
import { avertedText, forewarningText, wayOf } from '../../incident-text.ts';
import type { IncidentReport } from '../../report.ts';
import { words } from '../../report-style.ts';
import { counted } from '../../text-table.ts';
import { empty, html, type Markup } from '../markup.ts';
import type { IncidentSection, PageModel } from '../page-model.ts';
import { type SeriesCard, seriesInWords } from '../series.ts';
import { decisionTone } from '../tones.ts';
import { chart, count, details, section, severityChip, type TimeText, table } from './parts.ts';

const decisions = ({ timeline }: IncidentReport, time: TimeText): Markup =>
  table(
    [{ head: 'at', numeric: true }, { head: 'what' }, { head: 'by' }, { head: 'why' }],
    timeline.map(({ at, kind, by, reason }) => [time(at), html`<span class="dot ${decisionTone(kind)}"></span>${words(kind)}`, by, reason]),
    'All decisions',
  );

const messages = ({ sent }: IncidentReport, time: TimeText): Markup =>
  sent.length === 0
    ? html`<p class="quiet">Nobody was told.</p>`
    : html`<ol class="messages">${sent.map(
        ({ at, notificationReason, recipients, channels, text }) =>
          html`<li>${time(at)} <div><strong>${words(notificationReason)}</strong> <span class="quiet">to ${recipients} by ${channels.join(' and ')}</span><p>${text}</p></div></li>`,
      )}</ol>`;

const alerts = ({ alerts: own }: IncidentReport, time: TimeText): Markup =>
  table(
    [{ head: 'seen', numeric: true }, { head: 'severity' }, { head: 'status' }, { head: 'signals', numeric: true }, { head: 'alert' }],
    own
      .toSorted((a, b) => a.firstSeenAt - b.firstSeenAt)
      .map(({ title, severity, status, count: signals, firstSeenAt, lastSeenAt }) => [
        html`${time(firstSeenAt)}–${time(lastSeenAt)}`,
        severityChip(severity),
        status,
        count(signals),
        title,
      ]),
    'Its alerts',
  );

const seriesFigure = (card: SeriesCard, index: number, startAt: number): Markup => {
  const drawn = card.drawn.at.length;
  return html`<figure>
<figcaption><strong>${card.title}</strong>${card.drawn.unit === '' ? '' : html` <span class="quiet">${card.drawn.unit}</span>`}
${card.labels === '' ? empty : html`<span class="labels">${card.labels}</span>`}${drawn < card.samples ? html`<span class="labels">${count(drawn)} of ${count(card.samples)} samples: of each stretch the most surprising</span>` : empty}</figcaption>
${chart('series', index, seriesInWords(card, startAt))}
</figure>`;
};

interface Place {
  /** Counts from 0. */
  readonly index: number;
  /** Its series are drawn from this one on. */
  readonly firstSeries: number;
  readonly startAt: number;
  readonly anomalies: PageModel['anomalies'];
}

/** Says on what the bands rest. */
const provenance = ({ found, drawnAgain }: PageModel['anomalies']): Markup =>
  found === drawnAgain
    ? html`<p class="quiet">To draw the bands the detector of the pipeline scored the stream once more; it came to the same ${counted(found, 'finding')} about anomalies as in the run.</p>`
    : html`<p class="quiet">To draw the bands the detector of the pipeline scored the stream once more; it came to <strong>${count(drawnAgain)} of the run's ${count(found)}</strong> findings about anomalies. The others rest on a state that a worker lost in the run, so the bands may differ from what it held.</p>`;

const series = ({ series: cards, otherSeries }: IncidentSection, { firstSeries, startAt, anomalies }: Place, time: TimeText): Markup =>
  cards.length === 0
    ? empty
    : html`
<h3>What was expected, and what was seen</h3>
<p class="legend" aria-hidden="true"><span><i class="key line"></i>seen</span> <span><i class="key band"></i>expected by the detector at that sample; none while it warms up</span> <span><i class="key anomalous"></i>anomalous</span> <span><i class="key alarm"></i>in alarm</span></p>
<div class="grid">${cards.map((card, index) => seriesFigure(card, firstSeries + index, startAt))}</div>
${otherSeries.length === 0 ? empty : html`<p class="quiet">and ${counted(otherSeries.length, 'other')}: ${otherSeries.join(' · ')}</p>`}
${provenance(anomalies)}
${details(
  'The series as a table',
  table(
    [
      { head: 'series' },
      { head: 'samples', numeric: true },
      { head: 'anomalous', numeric: true },
      { head: 'in alarm since', numeric: true },
      { head: 'what the detector said first' },
    ],
    cards.map((card) => [`${card.title} ${card.labels}`, count(card.samples), count(card.anomalous), time(card.since), card.reason]),
    'The series as a table',
  ),
)}`;

export const incidentSection = (own: IncidentSection, place: Place, time: TimeText): Markup => {
  const { incident, timeline, sent } = own.report;
  const { id, status, severity, escalationLevel, title, groupLabels } = incident;
  const inWords = `The way of the incident: ${timeline.length} decisions and ${sent.length} messages; all of them are in the tables below.`;
  const { forewarning, averted } = own.report;
  const clock = (at: number): string => elapsedText(at - place.startAt);
  return section(
    `incident-${place.index}`,
    `Incident: ${title}`,
    '',
    html`
<p class="state">${severityChip(severity)} <span class="chip ${status === 'resolved' ? 'good' : 'warning'}">${status}</span> <span class="quiet">escalation level ${escalationLevel} · ${Object.values(groupLabels).join(' · ')} · ${id}</span></p>
<p class="way">${wayOf(timeline, clock)}</p>
${forewarning === undefined ? empty : html`<p class="quiet">${forewarningText(forewarning, clock)}</p>`}
${averted === undefined ? empty : html`<p class="quiet">${avertedText(averted, clock)}</p>`}
${chart('timeline', place.index, inWords)}
${details(`All ${counted(timeline.length, 'decision')}, with reasons`, decisions(own.report, time))}
${details(`Its ${counted(own.report.alerts.length, 'alert')}`, alerts(own.report, time))}
${series(own, place, time)}
<h3>Sent to people</h3>
${messages(own.report, time)}`,
  );
};

/** Incidents without plots. */
export const otherIncidents = (incidents: readonly IncidentReport[], time: TimeText): Markup =>
  incidents.length === 0
    ? empty
    : section(
        'other-incidents',
        'Other incidents',
        counted(incidents.length, 'incident'),
        table(
          [
            { head: 'opened', numeric: true },
            { head: 'severity' },
            { head: 'status' },
            { head: 'messages', numeric: true },
            { head: 'incident' },
          ],
          incidents.map(({ incident, sent }) => [
            time(incident.openedAt),
            severityChip(incident.severity),
            incident.status,
            count(sent.length),
            incident.title,
          ]),
          'Other incidents',
        ),
      );
