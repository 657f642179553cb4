/** The story with models that remark on its anomalies: each gets its annotation, and nothing else is other than without. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { TimelineEntry } from '#kernel/incident.ts';
import { synthesisePolicy } from '#lib/replay/compare/policy-assembly.ts';
import { asReplayCloud } from '#lib/replay/open-cloud.ts';
import { paintFor } from '#lib/replay/paint.ts';
import { play } from '#lib/replay/play.ts';
import { makeReport, type Report } from '#lib/replay/report.ts';
import { reportText } from '#lib/replay/report-text.ts';
import { readScript } from '#lib/replay/script.ts';
import { minuteMs, openPipeline, type Pipeline, prefix } from '#test/support/cloud-fixture.ts';
import { honest } from '#test/support/model-providers.ts';
import { type ModelServer, type Remarks, type ShownCircumstances, startModelServer } from '#test/support/model-server.ts';

const nova = { name: 'nova', kind: 'bedrock', model: 'amazon.nova-micro-v1:0', price: { inputPerMillion: 1, outputPerMillion: 5 } };
const project = new URL('../../policy', import.meta.url).pathname;
const whole = readScript(new URL('../../events/story/checkout-outage', import.meta.url).pathname);
/** Its first quarter of an hour, in which it becomes critical and nobody has answered: its incident is open at the end. */
const script = { ...whole, requests: whole.requests.filter(({ at }) => at <= 12 * minuteMs), people: [], endsAt: 15 * minuteMs };
const silent = { step: () => undefined, at: () => undefined, note: () => undefined, done: () => undefined };

/** Templates of the project's policy with a model, and with this beside what detection.yaml says. */
const assemblyWith = async (detection: object): Promise<{ readonly folder: string; remove(): void }> => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-opinions-'));
  cpSync(project, folder, { recursive: true });
  writeFileSync(join(folder, 'providers.yaml'), stringify({ providers: [nova] }));
  const given: unknown = parse(readFileSync(join(folder, 'detection.yaml'), 'utf8'));
  writeFileSync(join(folder, 'detection.yaml'), stringify({ ...Object(given), ...detection }));
  return synthesisePolicy('dev', folder).finally(() => rmSync(folder, { recursive: true }));
};

interface Told {
  readonly pipeline: Pipeline;
  readonly model: ModelServer;
  readonly report: Report;
  /** What the model was shown of anomalies. */
  readonly shown: readonly ShownCircumstances[];
  /** What advise wrote, line by line. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

const remark: Remarks = ({ neighbours }) => ({
  context: 'The acquirer answers late, and what waits for it follows.',
  likelyCause: neighbours[0]?.['ref'] ?? 'none',
  confidence: 1,
  severity: 'info',
  silence: true,
});

/** Plays the story. */
const tell = async (assembly: string, remarks: Remarks): Promise<Told> => {
  const shown: ShownCircumstances[] = [];
  const lines: Readonly<Record<string, unknown>>[] = [];
  const model = await startModelServer('bedrock', honest, 'http1', (circumstances) => {
    shown.push(circumstances);
    return remarks(circumstances);
  });
  const pipeline = await openPipeline({
    assembly,
    modelUrl: model.url,
    startAt: script.startAt,
    onEvent: (event) => {
      if (event.type === 'invocation' && event.function === `${prefix}-advise`)
        for (const line of event.logs) if (line.startsWith('{')) lines.push(JSON.parse(line));
    },
  });
  const cloud = asReplayCloud(pipeline.cloud, 'dev');
  const played = await play(cloud, script, silent);
  return { pipeline, model, report: makeReport(played, await cloud.remains()), shown, lines };
};

const tokens = ({ cloud }: Pipeline): number =>
  cloud
    .usage()
    .filter(({ unit }) => unit.startsWith('model-'))
    .reduce((total, { quantity }) => total + quantity, 0);

const isAnnotation = (item: Readonly<Record<string, unknown>>): boolean => String(item['pk']).startsWith('annotation#');

const isRemark = ({ kind }: Pick<TimelineEntry, 'kind'>): boolean => kind === 'second_opinion';

describe('the story with and without a second opinion', () => {
  let without: { readonly report: Report; readonly tokens: number };
  let told: Told;
  const closing: (() => unknown)[] = [];

  const run = async (detection: object): Promise<Told> => {
    const { folder, remove } = await assemblyWith(detection);
    closing.push(remove);
    const finished = await tell(folder, remark);
    closing.push(() => finished.pipeline.cloud.close(), finished.model.close);
    return finished;
  };
  const close = async (): Promise<void> => {
    for (const each of closing.splice(0).toReversed()) await each();
  };
  beforeAll(async () => {
    const { report, pipeline } = await run({});
    without = { report, tokens: tokens(pipeline) };
    // One cloud at a time owns the time.
    await close();
    told = await run({ secondOpinion: { severity: 'warning' } });
  }, 600_000);
  afterAll(close);

  const remarksOf = ({ report }: Pick<Told, 'report'>): readonly TimelineEntry[] =>
    report.incidents.flatMap(({ timeline }) => timeline.filter(isRemark));

  it('asks about each anomaly once, a minute after it came, with what is around it', () => {
    const remarks = remarksOf(told);
    expect(remarks.length).toBeGreaterThan(3);
    expect(new Set(remarks.map(({ causeId }) => causeId)).size).toBe(remarks.length);
    expect(told.shown).toHaveLength(remarks.length);
    expect(new Set(told.shown.map(({ anomaly }) => `${anomaly['title']} ${anomaly['labels']}`)).size).toBe(told.shown.length);
    expect(told.shown.some(({ neighbours }) => neighbours.length > 1)).toBe(true);
    for (const { neighbours } of told.shown) expect(neighbours.length).toBeLessThanOrEqual(10);
  });

  it('marks what is said as a model’s, in the record, in the report and for people', async () => {
    const [entry] = remarksOf(told);
    expect(entry).toMatchObject({ by: 'advise', detail: { provider: 'nova', model: nova.model, confidence: 0.9 } });
    expect(entry?.reason).toMatch(
      /^A model’s remark \(nova, amazon\.nova-micro-v1:0\), which decides nothing, on .*The acquirer answers late/,
    );
    expect(reportText(told.report, paintFor({}))).toContain('second opinion');
    const shown = await told.pipeline.shown(entry?.incidentId ?? '');
    expect(shown.timeline.filter(isRemark)).toEqual(remarksOf(told).filter(({ incidentId }) => incidentId === entry?.incidentId));
    const why = await told.pipeline.fetch(`/v1/incidents/${entry?.incidentId}/reasons`);
    expect(await why.text()).toContain('which decides nothing');
  });

  it('changes no alert, no incident, no decision, no message', () => {
    const decided = ({ report }: Pick<Told, 'report'>) =>
      report.incidents.map(({ timeline, ...rest }) => ({ ...rest, timeline: timeline.filter((entry) => !isRemark(entry)) }));
    expect(remarksOf(without)).toEqual([]);
    expect(without.report.incidents[0]?.incident).toMatchObject({ status: 'open', severity: 'critical' });
    expect(without.report.incidents[0]?.sent.length).toBeGreaterThan(0);
    expect(decided(told)).toEqual(decided(without));
    expect(told.report.ledger).toEqual(without.report.ledger);
    expect(told.report.findings).toEqual(without.report.findings);
  });

  it('balances what it was asked, and is metered as other calls are', () => {
    const sum = (name: string): number =>
      told.lines.reduce((total, line) => total + (typeof line[name] === 'number' ? Number(line[name]) : 0), 0);
    const remarks = remarksOf(told).length;
    expect(sum('Produced')).toBe(remarks);
    expect(sum('Received')).toBe(sum('Produced') + sum('Suppressed'));
    const calls = told.lines.filter(({ message }) => message === 'model asked');
    expect(calls.map(({ outcome }) => outcome)).toEqual(Array(remarks).fill('answered'));
    expect(tokens(told.pipeline) - without.tokens).toBe(480 * remarks);
  });

  it('answers a request that comes again with nothing, is denied nothing, and granted nothing it does not use', async () => {
    const [entry] = remarksOf(told);
    const { incidentId = '', causeId: fingerprint = '' } = entry ?? {};
    const { pipeline, model } = told;
    const asked = model.requests().length;
    const before = (await pipeline.remains()).items.filter(isAnnotation);
    expect(before).toHaveLength(remarksOf(told).length);
    const sqs = new SQSClient(pipeline.client());
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${prefix}-opinions` }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ incidentId, fingerprint }) }));
    sqs.destroy();
    await pipeline.pass(5 * minuteMs);
    expect(model.requests()).toHaveLength(asked);
    expect((await pipeline.remains()).items.filter(isAnnotation)).toEqual(before);
    const { denials, unused } = pipeline.cloud.permissions();
    expect(denials).toEqual([]);
    expect(unused.filter(({ role }) => role.includes('Advise'))).toEqual([]);
  });
});
