/** The page of a run as text and as data: what it shows follows from the run, and it trusts no text in it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { BillLine } from '#lib/replay/bill/bill.ts';
import { findingFlow, messageFlow, signalFlow } from '#lib/replay/html/flows.ts';
import { html, jsonScript } from '#lib/replay/html/markup.ts';
import type { Charts, Flow } from '#lib/replay/html/model.ts';
import { pageText } from '#lib/replay/html/page.ts';
import { pageModel } from '#lib/replay/html/page-model.ts';
import { pageParts } from '#lib/replay/html/page-parts.ts';
import { billBars, billSection } from '#lib/replay/html/sections/bill.ts';
import { latencyBars } from '#lib/replay/html/sections/latency.ts';
import { seriesCard } from '#lib/replay/html/series.ts';
import { checkPageFile, writePage } from '#lib/replay/html/write-page.ts';
import { latencyOf } from '#lib/replay/latency/latency.ts';
import { makeReport } from '#lib/replay/report.ts';
import { attack, attacking, pageRun } from '#test/support/page-run.ts';

const { report, remains, played } = pageRun();
const model = pageModel(report, remains);
const minute = 60_000;

const parts = await pageParts();

const textOf = (run: ReturnType<typeof pageRun>): string => pageText(pageModel(run.report, run.remains), parts);

/** The page without its script: short enough to be shown when a test fails. */
const markupOf = (text: string): string => text.replaceAll(/<script>.*?<\/script>/gs, '');

const chartsIn = (text: string): Charts =>
  JSON.parse(/<script type="application\/json" id="charts">(.*?)<\/script>/s.exec(text)?.[1] ?? '') as Charts;

const carried = ({ nodes, links }: Flow, name: string): number =>
  links.filter(({ target }) => nodes[target]?.name === name).reduce((sum, { value }) => sum + value, 0);

describe('the series of the page', () => {
  const [series] = model.incidents[0]?.series ?? [];

  it('shows the band that the detector held, and none while it was warming up', () => {
    const { drawn } = series ?? { drawn: undefined };
    expect(drawn?.values).toHaveLength(120);
    // Five minutes of warm-up at one sample each ten seconds.
    expect(drawn?.upper.findIndex((bound) => bound !== null)).toBe(30);
    expect(drawn?.lower.findIndex((bound) => bound !== null)).toBe(30);
    for (const index of drawn?.anomalous ?? [])
      expect(drawn?.values[index]).toBeGreaterThan(drawn?.upper[index] ?? Number.POSITIVE_INFINITY);
    expect(drawn?.anomalous).toEqual(Array.from({ length: 24 }, (_, index) => 72 + index));
  });

  it('is in alarm as long as the findings say', () => {
    expect(series?.drawn.alarms).toEqual([{ from: 12 * minute, to: 16 * minute + 30_000 }]);
  });

  it('says how many of the findings the bands account for', () => {
    expect(model.anomalies.found).toBeGreaterThan(2);
    expect(model.anomalies.drawnAgain).toBe(model.anomalies.found);
    // A finding from a state that a dead worker forgot follows from nothing in the stream.
    const stranger = { ...(JSON.parse(remains.findings[0] ?? '') as object), id: 'from-elsewhere' };
    const text = textOf({ report, played, remains: { ...remains, findings: [...remains.findings, JSON.stringify(stranger)] } });
    expect(markupOf(text)).toContain(`<strong>${model.anomalies.found} of the run's ${model.anomalies.found + 1}</strong>`);
  });

  it('is thinned where it is long, and keeps what surprised most', () => {
    const samples = Array.from({ length: 5000 }, (_, index) => {
      const isAnomalous = index === 1234 || index === 4999;
      return { at: index * 1000, value: index, score: isAnomalous ? 0.9 : 0.1, isAnomalous, expected: { lower: 0, upper: 1 } };
    });
    const card = seriesCard({ labels: {}, fingerprint: 'f', unit: '', samples, findings: [] }, 0, 5_000_000);
    expect([card.samples, card.drawn.at.length, card.anomalous]).toEqual([5000, 360, 2]);
    expect(card.drawn.anomalous.map((index) => card.drawn.values[index])).toEqual([1234, 4999]);
    expect(card.drawn.at).toEqual(card.drawn.at.toSorted((a, b) => a - b));
  });
});

describe('the messages of the page', () => {
  it('are counted by kind and minute, the worst first, with the verdict of their findings', () => {
    expect(model.clusters.map(({ masked, count, verdict }) => [masked, count, verdict?.severity])).toEqual([
      ['the acquirer does not answer', 24, 'critical'],
      ['served in <num> ms', 120, undefined],
    ]);
    const [failures] = model.clusters;
    expect(failures?.counts.reduce((sum, count) => sum + count, 0)).toBe(24);
    expect(failures?.counts.findIndex((count) => count > 0)).toBe((12 * minute) / model.bucketMs);
  });
});

describe('the flows of the page', () => {
  it('carry what the ledger counts', () => {
    const { signals, findings } = report.ledger;
    expect(carried(signalFlow(report), 'accepted')).toBe(signals.accepted);
    expect(carried(signalFlow(report), 'archived')).toBe(signals.archived);
    expect(carried(findingFlow(report), 'findings')).toBe(findings.accepted);
    expect(carried(findingFlow(report), 'suppressed: duplicate')).toBe(findings.suppressed['duplicate']);
    expect(carried(messageFlow(report), 'by console')).toBe(1);
  });

  it('show what is missing, and leave out what carries nothing', () => {
    const broken = makeReport(played, { ...remains, archived: [] });
    expect(carried(signalFlow(broken), 'missing')).toBe(broken.ledger.signals.accepted);
    expect(signalFlow(broken).nodes.map(({ name }) => name)).not.toContain('archived');
  });
});

describe('the bars of the page', () => {
  const line = (service: string, stage: string, dollars: number, atRest = false): BillLine => ({
    ...{ service, stage, unit: 'requests' },
    quantity: 1,
    dollars,
    atRest,
  });

  it('add up to what was used, by stage and service; what costs at rest is told in words', () => {
    const lines = [
      line('Lambda', 'detect', 2),
      line('DynamoDB', 'detect', 3),
      line('Lambda', 'route', 4),
      line('Kinesis', 'shared', 9, true),
    ];
    const bill = { ...report.bill, lines, useDollars: 9, totalDollars: 18, restDollarsPerMonth: { Kinesis: 11 } };
    expect(billBars(bill)).toEqual({
      unit: 'dollars',
      rows: ['detect', 'route'],
      parts: [
        { name: 'Lambda', values: [2, 4] },
        { name: 'DynamoDB', values: [3, 0] },
      ],
    });
    expect(billSection({ ...report, bill }).markup).toContain(
      'At rest it costs $11.00 a month (Kinesis $11.00), $9.00 of it in the time of this run',
    );
  });

  it('show the share of each stage in the time to a message and to a decision', () => {
    const way = latencyOf([{ stream: 300, notify: 100 }], ['stream', 'notify']);
    const bars = latencyBars({ ...way, decisions: latencyOf([{ stream: 50, route: 50 }], ['stream', 'route']) });
    expect(bars).toMatchObject({
      rows: ['message', 'decision'],
      parts: [
        { name: 'stream', values: [0.75, 0.5] },
        { name: 'notify', values: [0.25, 0] },
        { name: 'route', values: [0, 0.5] },
      ],
    });
  });
});

describe('the page', () => {
  const text = textOf(pageRun());

  it('is one file under 2 MB that loads nothing', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(2_000_000);
    const markup = markupOf(text);
    for (const [, name, value] of markup.matchAll(/ (src|href|action|srcset|poster)="([^"]*)"/g))
      expect(`${name} ${value}`).toMatch(/^href (#|data:,)/);
    expect(markup).not.toMatch(/@import|url\(/);
  });

  it('allows its own script and style, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1]?.replaceAll('&#39;', "'");
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^ ']+'; style-src 'sha256-[^ ']+'; img-src data:; base-uri 'none'; form-action 'none'$/,
    );
  });

  it('is the same for the same run, byte for byte', () => {
    expect(textOf(pageRun()) === text).toBe(true);
  });

  it('has a heading for every part, and words for every plot', () => {
    for (const heading of [
      'A small run',
      'Incident: payment',
      'Messages by kind',
      'The ledger',
      'What came in',
      'What people did',
      'Permissions',
    ])
      expect(markupOf(text)).toMatch(new RegExp(`<h[12][^>]*>${heading}`));
    const plots = [...text.matchAll(/<div class="chart [^>]*>/g)].map(([plot]) => plot);
    expect(plots.length).toBeGreaterThan(5);
    for (const plot of plots) expect(plot).toMatch(/role="img" aria-label="[^"]{10,}"/);
  });

  it('holds no signed link and no address beyond the host', () => {
    expect(markupOf(text)).not.toMatch(/SECRET|token=|secret-path|v1\/answer/);
  });

  it('lets no text of the telemetry be markup', () => {
    const attacked = textOf(pageRun(attacking));
    expect(markupOf(attacked)).not.toMatch(/<img/i);
    expect(attacked.match(/<script/g)).toHaveLength(2);
    expect(attacked.match(/<\/script/g)).toHaveLength(2);
    expect(markupOf(attacked)).not.toContain('<!--');
    expect(markupOf(attacked)).toContain('&lt;img src=x onerror=&quot;window.pwned=1&quot;&gt;');
    expect(chartsIn(attacked).series[0]?.title).toContain(attack.slice(0, 60));
  });

  it('says loudly when the ledger does not balance or a permission is missing', () => {
    const denial = { at: 0, who: 'route', role: 'r', action: 'sqs:Send<b>', resource: '*', reason: 'because', needed: undefined, count: 2 };
    const broken = { ...remains, archived: [], permissions: { ...remains.permissions, denials: [denial] } };
    const told = textOf({ played, remains: broken, report: makeReport(played, broken) });
    expect(markupOf(told)).toContain('THE LEDGER DOES NOT BALANCE');
    expect(markupOf(told)).toContain('1 permission MISSING');
    expect(markupOf(told)).toContain('sqs:Send&lt;b&gt;');
  });

  it('is made of a run in which nothing happened, too', () => {
    const nothing = { ...remains, records: [], archived: [], findings: [], items: [], received: {}, jobs: [] };
    const told = textOf({ played, remains: nothing, report: makeReport(played, nothing) });
    expect(markupOf(told)).toContain('No incident');
    expect(markupOf(told)).toContain('No logs came in.');
  });
});

describe('markup', () => {
  it('escapes every value and makes control and direction characters harmless', () => {
    expect(html`<p title="${'"\'<&>'}">${'a\u0000\u001b[31m\u202eb'}</p>`.markup).toBe('<p title="&quot;&#39;&lt;&amp;&gt;">a [31m b</p>');
  });

  it('writes JSON that cannot end its element', () => {
    expect(jsonScript({ text: '</script><!--' })).toBe('{"text":"\\u003c/script>\\u003c!--"}');
  });
});

describe('writing the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes the folder, writes the file and tells its size', async () => {
    const file = join(folder, 'new/deeper/page.html');
    checkPageFile(file);
    const bytes = await writePage(file, report, remains);
    expect(readFileSync(file)).toHaveLength(bytes);
  }, 20_000);

  it('says in one line, before the run, why a file cannot be written', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => checkPageFile(folder)).toThrow(`--html ${folder}: is a folder; name a file`);
    expect(() => checkPageFile(join(folder, 'file/page.html'))).toThrow(/^--html .*: not below a folder$/);
    expect(() => checkPageFile('/proc/no/page.html')).toThrow(/^--html \/proc\/no\/page\.html: no such folder$/);
  });
});
