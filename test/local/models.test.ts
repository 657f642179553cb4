/** A model deployed: what no rule knows is asked of it once, and when it is gone nothing is lost and nothing known changes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Finding } from '#kernel/finding.ts';
import { synthesisePolicy } from '#lib/replay/compare/policy-assembly.ts';
import { readFindings } from '#lib/replay/read-findings.ts';
import { minuteMs, openPipeline, type Pipeline, prefix } from '#test/support/cloud-fixture.ts';
import { honest } from '#test/support/model-providers.ts';
import { type ModelServer, type ShownItem, startModelServer } from '#test/support/model-server.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

const nova = { name: 'nova', kind: 'bedrock', model: 'amazon.nova-micro-v1:0', price: { inputPerMillion: 1, outputPerMillion: 5 } };

/** Kinds that no rule knows; an honest model finds every other one critical. */
const creatures = ['walrus', 'badger', 'heron', 'otter', 'lynx', 'newt'];
const kindOf = (creature: string, at: number): string =>
  at % 2 === 0 ? `the ${creature} gate is broken` : `${creature} basket was not accepted`;
const known = creatures.map((creature, at) => kindOf(creature, at));
const late = ['ferret', 'gannet', 'stoat'].map((creature, at) => kindOf(creature, at));

/** So many messages of each kind, that differ in numbers. */
const messages = (kinds: readonly string[], count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => kinds.map((kind) => `${kind} after ${n + 1} tries`)).flat();

let folder: string;
let remove: () => void;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streamwarden-models-'));
  writeFileSync(join(folder, 'providers.yaml'), stringify({ providers: [nova] }));
  ({ folder, remove } = await synthesisePolicy('dev', folder).finally(() => rmSync(folder, { recursive: true })));
}, 120_000);
afterAll(() => remove());

const started = async (modelUrl?: string) => {
  /** What classify wrote, line by line. */
  const lines: Readonly<Record<string, unknown>>[] = [];
  const pipeline = await openPipeline({
    assembly: folder,
    ...(modelUrl === undefined ? {} : { modelUrl }),
    onEvent: (event) => {
      if (event.type === 'invocation' && event.function === `${prefix}-classify`)
        for (const line of event.logs) if (line.startsWith('{')) lines.push(JSON.parse(line));
    },
  });
  return { pipeline, lines };
};

const say = async (pipeline: Pipeline, texts: readonly string[]): Promise<void> => {
  expect((await pipeline.send('/v1/logs', logsRequest({ service: 'zoo' }, pipeline.cloud.now(), texts))).status).toBe(200);
  await pipeline.pass(30_000);
};

/** The sum of what the metric lines say under a name. */
const answered = (lines: readonly Readonly<Record<string, unknown>>[], name: string): number =>
  lines.reduce((sum, line) => sum + Number(line[`answered_${name}`] ?? 0), 0);

/** Findings about each of these kinds. */
const findingsOf = async (pipeline: Pipeline, kinds: readonly string[]): Promise<readonly (readonly Finding[])[]> => {
  const findings = readFindings((await pipeline.remains()).findings);
  return kinds.map((kind) => findings.filter(({ title }) => title.includes(kind)));
};

/** Nothing of these was lost, and no role was denied anything. */
const expectAllThere = async (pipeline: Pipeline, logs: number): Promise<void> => {
  const { balanced, signals, findings, consumers } = await pipeline.ledger();
  expect({ balanced, signals, findings, consumers }).toMatchObject({
    balanced: true,
    signals: { accepted: logs, archived: logs, quarantined: 0, missing: 0 },
    findings: { missing: 0, quarantined: 0 },
    consumers: expect.arrayContaining([expect.objectContaining({ consumer: 'classify', received: logs, missing: 0 })]),
  });
  expect(pipeline.cloud.permissions().denials).toEqual([]);
};

describe('a model that answers, and is gone in the middle', () => {
  let model: ModelServer;
  let pipeline: Pipeline;
  let lines: Awaited<ReturnType<typeof started>>['lines'];
  let sent = 0;
  beforeAll(async () => {
    model = await startModelServer('bedrock', honest, 'http1');
    ({ pipeline, lines } = await started(model.url));
  }, 60_000);
  afterAll(() => pipeline.cloud.close());

  const tell = async (texts: readonly string[]): Promise<void> => {
    sent += texts.length;
    await say(pipeline, texts);
  };

  /** What the model was shown, control questions included. */
  const shown = (): readonly ShownItem[] =>
    model.requests().flatMap(({ body }) => {
      const { messages: said } = JSON.parse(body) as { messages: readonly [{ content: readonly [{ text: string }] }] };
      return (JSON.parse(said[0].content[0].text) as { items: readonly ShownItem[] }).items;
    });

  it('is asked once about each kind, however many messages and batches come', async () => {
    await tell(messages(known.slice(0, 4), 20));
    await tell(messages(known, 20));
    await tell(messages(known, 5));
    expect(model.requests().map(({ path }) => path)).toEqual(Array(2).fill(`/model/${nova.model}/converse`));
    expect(
      shown()
        .map(({ template }) => template)
        .filter((template) => known.some((kind) => template.startsWith(kind)))
        .toSorted(),
    ).toEqual(known.map((kind) => `${kind} after ‹num› tries`).toSorted());
    const judged = (await findingsOf(pipeline, known)).map((findings) => [
      ...new Set(findings.map(({ severity, source }) => `${severity} ${source}`)),
    ]);
    expect(judged).toEqual(known.map((_, at) => [`${at % 2 === 0 ? 'critical' : 'warning'} classify/nova`]));
  });

  it('costs what the metric lines and the log say', () => {
    const calls = lines.filter(({ message }) => message === 'model asked');
    expect(calls.map(({ provider, outcome, questions }) => [provider, outcome, questions])).toEqual([
      ['nova', 'answered', 4],
      ['nova', 'answered', 2],
    ]);
    const counts = ['provider_answered', 'provider_questions', 'provider_tokens', 'provider_microdollars', 'provider', 'new_kind'];
    // 420 tokens in at a dollar a million, 60 out at five.
    expect(counts.map((name) => answered(lines, name))).toEqual([2, 6, 960, 1_440, 6, 6]);
    const used = pipeline.cloud.usage().filter(({ unit }) => unit.startsWith('model-'));
    expect(used.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(960);
  });

  it('leaves known kinds exactly as they were when it is gone, and new ones to the local model', async () => {
    const identity = async (kinds: readonly string[]) =>
      (await findingsOf(pipeline, kinds)).map((findings) => [
        ...new Set(findings.map(({ severity, category, fingerprint, source }) => [severity, category, fingerprint, source].join(' '))),
      ]);
    const before = await identity(known);
    expect(before.every((of) => of.length === 1)).toBe(true);
    await model.close();
    // Half of them from memory, and all from the table once memory is no longer fresh.
    await tell(messages([...known.slice(0, 3), ...late], 7));
    await pipeline.pass(11 * minuteMs);
    await tell(messages([...known, ...late], 7));
    expect(await identity(known)).toEqual(before);
    const judged = (await findingsOf(pipeline, late)).map((findings) => [...new Set(findings.map(({ source }) => source))]);
    expect(judged).toEqual(late.map(() => ['classify/local']));
    expect(answered(lines, 'provider')).toBe(known.length);
    expect(answered(lines, 'local_fallback')).toBeGreaterThanOrEqual(late.length);
    expect(answered(lines, 'provider_server_error')).toBeGreaterThan(0);
  });

  it('loses nothing, and is denied nothing', async () => {
    await pipeline.pass(5 * minuteMs);
    await expectAllThere(pipeline, sent);
  });
});

describe('where there is no model on this machine', () => {
  it('everything works with the local model', async () => {
    const { pipeline, lines } = await started();
    const texts = messages(known, 10);
    await say(pipeline, texts);
    await say(pipeline, texts);
    await pipeline.pass(5 * minuteMs);
    const sources = (await findingsOf(pipeline, known)).map((findings) => [...new Set(findings.map(({ source }) => source))]);
    expect(sources).toEqual(known.map(() => ['classify/local']));
    expect(answered(lines, 'provider_server_error')).toBe(3);
    expect([answered(lines, 'local_fallback'), answered(lines, 'provider'), answered(lines, 'provider_microdollars')]).toEqual([6, 0, 0]);
    await expectAllThere(pipeline, 2 * texts.length);
    await pipeline.cloud.close();
  });
});
