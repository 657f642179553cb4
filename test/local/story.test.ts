/** The whole story on the synthesised templates: what `npm run replay` shows, checked. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prices } from '#lib/local/meter/prices.ts';
import { incidentUnits } from '#lib/plan/incident-units.ts';
import { paintFor } from '#lib/replay/paint.ts';
import { replay } from '#lib/replay/replay.ts';
import type { Report } from '#lib/replay/report.ts';
import { reportText } from '#lib/replay/report-text.ts';
import { captureOnce } from '#test/support/shop/capture-once.ts';

const story = new URL('../../events/story/checkout-outage', import.meta.url).pathname;
const options = { environment: 'dev', json: false, quiet: true, synth: true };
const folder = mkdtempSync(join(tmpdir(), 'story-'));
const pages = [join(folder, 'first.html'), join(folder, 'second.html')] as const;

describe('the checkout outage', () => {
  let first: Report;
  let second: Report;
  beforeAll(async () => {
    first = await replay([story], { ...options, html: pages[0] });
    // Without a second synthesis, so that both runs see the same templates whatever is edited meanwhile.
    second = await replay([story], { ...options, html: pages[1], synth: false });
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it('is told the same way twice, byte for byte', () => {
    expect(reportText(second, paintFor({}))).toBe(reportText(first, paintFor({})));
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    const [firstPage, secondPage] = pages.map((page) => readFileSync(page));
    expect(firstPage?.equals(secondPage ?? Buffer.of())).toBe(true);
  });

  it('is drawn with bands from which every finding about an anomaly follows', () => {
    const anomalies = first.findings
      .filter(({ kind }) => kind === 'anomaly')
      .reduce((sum, { firing, resolved }) => sum + firing + resolved, 0);
    expect(anomalies).toBeGreaterThan(100);
    expect(readFileSync(pages[0], 'utf8').includes(`came to the same ${anomalies} findings about anomalies`)).toBe(true);
  });

  it('is received whole, and its ledger balances', () => {
    expect(first.played.answers).toEqual({ 200: first.played.answers['200'] });
    expect(first.cameIn.map((each) => each.service)).toEqual(['checkout', 'frontend', 'payment']);
    for (const { signals } of first.cameIn) {
      expect(Math.min(signals.log, signals.metric, signals.span)).toBeGreaterThan(100);
    }
    expect(first.ledger.signals).toMatchObject({ quarantined: 0, inFlight: 0, missing: 0 });
    expect(first.ledger.balanced).toBe(true);
  });

  it('is one incident: new, escalated, acknowledged, remediated, resolved', () => {
    expect(first.incidents).toHaveLength(1);
    const [{ incident, timeline } = { incident: undefined, timeline: [] }] = first.incidents;
    expect(incident).toMatchObject({ severity: 'critical', status: 'resolved', escalationLevel: 'escalated', acknowledgedBy: 'alex' });
    const stations = [
      'opened',
      'escalated',
      'acknowledged',
      'approval_approved',
      'remediation_launched',
      'remediation_verified',
      'resolved',
    ];
    expect(timeline.map((entry) => entry.kind as string).filter((kind) => stations.includes(kind))).toEqual(stations);
  });

  it('is found from the spans of the slow dependency more than a minute before logs make it critical, and the report says so', () => {
    const { forewarning } = first.incidents[0] ?? {};
    expect(forewarning).toMatchObject({ from: 'spans' });
    expect(forewarning?.title).toMatch(/^payment: span.duration of calls to acquirer.example.com too high/);
    expect((forewarning?.criticalAt ?? 0) - (forewarning?.at ?? 0)).toBeGreaterThan(60_000);
    expect(reportText(first, paintFor({}))).toMatch(/found from spans at 0[89]:\d\d, 1 min \d+ s before it was critical/);
  });

  it('escalates fifteen minutes after the incident became critical, and not once more after the acknowledgement', () => {
    const { timeline = [], sent = [] } = first.incidents[0] ?? {};
    const raisedAt = sent.find((message) => message.notificationReason === 'incident_opened')?.at ?? 0;
    const escalated = timeline.filter((entry) => entry.kind === 'escalated');
    expect(escalated).toHaveLength(1);
    expect(Math.round(((escalated[0]?.at ?? 0) - raisedAt) / 1000)).toBe(15 * 60);
  });

  it('lets people answer by the API and by the signed link in their message', () => {
    expect(first.played.people.map(({ does, by, status }) => [does, by, status])).toEqual([
      ['acknowledge', 'api', 200],
      ['approve', 'link', 200],
    ]);
    expect(first.runbooks).toMatchObject([{ template: 42, status: 'successful' }]);
  });

  it('tells people of what signals showed within 30 s of acceptance, most of it spent on polls and windows', () => {
    const { latency } = first;
    expect(latency.count).toBe(2);
    expect(latency.decisions.count).toBe(first.ledger.findings.accepted);
    // A second's window, up to a second until the poll, and the ways to functions and workflow.
    expect(latency.p50Ms).toBeGreaterThan(1_000);
    for (const { p99Ms, maxMs } of [latency, latency.decisions]) {
      expect(p99Ms).toBeLessThanOrEqual(30_000);
      expect(maxMs).toBeLessThan(5_000);
    }
    expect(latency.stages.find(({ stage }) => stage === 'stream')?.share).toBeGreaterThan(0.8);
    expect(latency.stages.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it('costs what a plan takes an incident to cost', () => {
    const stages = ['route', 'escalate', 'remediate', 'notify', 'respond', 'escalation', 'remediation'];
    const queue = ['classify', 'detect', 'route'];
    for (const [unit, planned] of Object.entries(incidentUnits)) {
      const { unit: name } = prices[unit as keyof typeof incidentUnits];
      const own = name.startsWith('FIFO') ? queue : stages;
      const { service } = prices[unit as keyof typeof incidentUnits];
      const lines = first.bill.lines.filter((line) => line.service === service && line.unit === name && own.includes(line.stage));
      const counted = lines.reduce((sum, { quantity }) => sum + quantity, 0);
      expect([unit, Math.abs(counted / planned - 1) < 0.1]).toEqual([unit, true]);
    }
  });

  it('shows no link and no token to whoever reads the report', () => {
    expect(JSON.stringify(first)).not.toMatch(/token|\/v1\/answer/i);
    // Without the script: the charting library has words of its own.
    expect(readFileSync(pages[0], 'utf8').replaceAll(/<script>.*?<\/script>/gs, '')).not.toMatch(/token|\/v1\/answer/i);
  });
});

describe('the recording', () => {
  it('is small enough to live in the repository', () => {
    expect(readFileSync(`${story}/recording.jsonl`).length).toBeLessThan(1_500_000);
  });

  it('is what the instrumented shop sends today', async () => {
    const recorded = readFileSync(`${story}/recording.jsonl`);
    const hash = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
    expect(hash(await captureOnce())).toBe(hash(recorded));
  });
});
