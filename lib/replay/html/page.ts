/** The whole page as one text: markup, style, data and script, and a policy under which nothing else can run or be fetched. */
import { createHash } from 'node:crypto';
import { findingFlow, messageFlow, signalFlow } from './flows.ts';
import { html, jsonScript, type Markup, visible } from './markup.ts';
import type { Charts, Flow } from './model.ts';
import type { PageModel } from './page-model.ts';
import { aroundSections } from './sections/around.ts';
import { billBars, billSection } from './sections/bill.ts';
import { clustersSection } from './sections/clusters.ts';
import { incidentSection, otherIncidents } from './sections/incident.ts';
import { latencyBars, latencySection } from './sections/latency.ts';
import { ledgerSection } from './sections/ledger.ts';
import { opening } from './sections/opening.ts';
import { timeTextFrom } from './sections/parts.ts';
import { timelineOf } from './timeline.ts';
import { severityTone } from './tones.ts';

/** What the page is made of besides the run. */
export interface PageParts {
  /** Style sheet, and the browser's script. */
  readonly css: string;
  readonly script: string;
}

const chartsOf = (model: PageModel, flows: readonly Flow[]): Charts => ({
  durationMs: model.durationMs,
  timelines: model.incidents.map(({ report }) => timelineOf(report, model.report)),
  series: model.incidents.flatMap(({ series }) => series.map(({ drawn }) => drawn)),
  bucketMs: model.bucketMs,
  sparklines: model.clusters.map(({ verdict, counts }) => ({ tone: severityTone[verdict?.severity ?? 'info'], counts })),
  flows,
  bars: [billBars(model.report.bill), latencyBars(model.report.latency)],
});

const incidentSections = (model: PageModel): readonly Markup[] => {
  const { startAt } = model.report.played;
  const time = timeTextFrom(startAt);
  let firstSeries = 0;
  const sections = model.incidents.map((each, index) => {
    const own = incidentSection(each, { index, firstSeries, startAt, anomalies: model.anomalies }, time);
    firstSeries += each.series.length;
    return own;
  });
  return [...sections, otherIncidents(model.otherIncidents, time)];
};

/** Where a reader may jump to. */
const contents = (model: PageModel): Markup => {
  const links = [
    ...model.incidents.map((_, index) => [`incident-${index}`, model.incidents.length === 1 ? 'Incident' : `Incident ${index + 1}`]),
    ['messages', 'Messages'],
    ['ledger', 'Ledger'],
    ['bill', 'Bill'],
    ...(model.report.latency.decisions.count === 0 ? [] : [['latency', 'Latency']]),
    ['came-in', 'What came in'],
    ['permissions', 'Permissions'],
  ];
  return html`<nav aria-label="Sections">${links.map(([id = '', name = '']) => html`<a href="#${id}">${name}</a> `)}</nav>`;
};

const body = (model: PageModel, flows: readonly Flow[]): Markup => html`
${opening(model.report)}
${contents(model)}
<main>
${model.report.incidents.length === 0 ? html`<section><h2>No incident</h2><p class="quiet">Nothing was found that needed a response.</p></section>` : html``}
${incidentSections(model)}
${clustersSection(model)}
${ledgerSection(model.report, flows)}
${billSection(model.report)}
${latencySection(model.report)}
${aroundSections(model.report, timeTextFrom(model.report.played.startAt))}
</main>
<footer class="quiet"><p>Made by <code>npm run replay -- --html</code>. This page holds everything it shows and asks nothing of any network.</p><noscript><p>The plots need JavaScript; the tables do not.</p></noscript></footer>`;

const hashSource = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** An element that ends at the first `</script` or `</style` must not hold one. */
const closable = (text: string, name: string): string => {
  if (new RegExp(`</${name}`, 'i').test(text)) throw new Error(`The page's ${name} ends itself.`);
  return text;
};

/** The same model and parts give the same text. */
export const pageText = (model: PageModel, { css, script }: PageParts): string => {
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(css)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const flows = [signalFlow(model.report), findingFlow(model.report), messageFlow(model.report)];
  const head = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${visible(model.report.played.title)}: replay</title>
<link rel="icon" href="data:,">
`.markup;
  return `${head}<style>${closable(css, 'style')}</style>
</head>
<body>
${body(model, flows).markup}
<script type="application/json" id="charts">${jsonScript(chartsOf(model, flows))}</script>
<script>${closable(script, 'script')}</script>
</body>
</html>
`;
};
