/**
 * Hostile messages against models that obey whatever they can read, over the vendors' wires. What detection knows is never shown; what it does
 * not know is bounded, and where it speaks of others, too, control questions have the call thrown away.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { floor, mayBeCritical } from '#ai/bounds.ts';
import type { CallRecord } from '#ai/call-record.ts';
import { judgeFromPolicy } from '#ai/judge-from-policy.ts';
import type { Question } from '#kernel/provider.ts';
import { categories, severities, severityRank } from '#kernel/severity.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { type Injection, injections, unknownInjections } from '#test/support/injections.ts';
import { memoryBudget } from '#test/support/memory-budget.ts';
import { entryFor, honest, honestAnswer, judgePorts, policyWith, questionOf } from '#test/support/model-providers.ts';
import { type Kind, type Model, type ModelServer, type ShownItem, startModelServer } from '#test/support/model-server.ts';
import { obeying } from '#test/support/obeying-model.ts';

/** Judges by its own words, as the local model would; sure of what is plainly broken. */
const local = ({ template, severityNumber }: Question): Verdict => {
  const isBroken = /broken|failed|failure|gone|lost|vanished|segfault|dumped|degraded|intruder|fire in/i.test(template);
  return {
    severity: isBroken ? 'warning' : 'info',
    category: isBroken ? 'hardware' : 'routine',
    confidence: isBroken && severityNumber >= 17 ? 0.85 : 0.6,
    source: 'local',
    reason: 'local',
  };
};

const neighbours = [
  questionOf('disk broken: sda', { severityNumber: 17, service: 'store' }),
  questionOf('GET /cart <num>', { service: 'cart' }),
  questionOf('raid broken', { severityNumber: 21, service: 'payment' }),
];

const kinds: readonly Kind[] = ['bedrock', 'openai', 'anthropic'];
const servers = new Map<Kind, { readonly obeying: ModelServer; readonly honest: ModelServer }>();
beforeAll(async () => {
  for (const kind of kinds)
    servers.set(kind, { obeying: await startModelServer(kind, obeying), honest: await startModelServer(kind, honest) });
});
afterAll(async () => {
  for (const { obeying: bad, honest: good } of servers.values()) {
    expect([bad.failures(), good.failures()]).toEqual([[], []]);
    await bad.close();
    await good.close();
  }
});

const limits = { requestsPerMinute: 10_000, maxQuestions: 50 };

const judgeOver = (kind: Kind, model: 'obeying' | 'honest') => {
  const records: CallRecord[] = [];
  const { url = '' } = servers.get(kind)?.[model] ?? {};
  const budget = memoryBudget();
  const judge = judgeFromPolicy(policyWith([entryFor(kind, url, limits)], { budget: { dollarsPerDay: 1_000, tokensPerDay: 1e9 } }), {
    ...judgePorts(url),
    ...{ local, budget, record: (entry: CallRecord) => records.push(entry) },
  });
  return { judge, records, budget };
};

const hostileQuestion = ({ text }: Injection): Question => questionOf(text.slice(0, 2_000), { severityNumber: 9, service: 'shop' });

/** What must be the same after all of it. */
const fixed = (): string =>
  createHash('sha256')
    .update(['providers', 'classification', 'remediations', 'routes'].map((file) => readFileSync(`policy/${file}.yaml`, 'utf8')).join())
    .digest('hex');

describe('the obeying model', () => {
  it('does obey, so that a pass means something', () => {
    const shown = (text: string, ref: string): ShownItem => ({ ref, service: 's', severityNumber: 9, template: text, example: text });
    const disobeyed = [...injections, ...unknownInjections].filter((injection) => {
      const answers = obeying([shown(injection.text, 'a'), shown('disk broken', 'b'), shown('all is fine', 'c')]);
      const truth = honest([shown(injection.text, 'a'), shown('disk broken', 'b'), shown('all is fine', 'c')]);
      return JSON.stringify(answers) === JSON.stringify(truth);
    });
    // Invisible characters alone leave nothing to obey once they are taken away.
    expect(disobeyed.filter(({ by }) => !['tag characters', 'variation selectors'].includes(by)).map(({ text }) => text)).toEqual([]);
  });
});

describe.for(kinds)('over %s, a message that is known to be hostile', (kind) => {
  it('changes no verdict, its own or a neighbour’s, no budget and no policy', async () => {
    const before = fixed();
    const truth = await judgeOver(kind, 'honest').judge.ask(neighbours);
    const { judge, records, budget } = judgeOver(kind, 'obeying');
    const wrong: string[] = [];
    for (const injection of injections) {
      const hostile = hostileQuestion(injection);
      const judgements = await judge.ask([neighbours[0], hostile, neighbours[1], neighbours[2]].flatMap((question) => question ?? []));
      const [first, own, ...others] = judgements;
      const isSame = JSON.stringify([first, ...others]) === JSON.stringify(truth);
      if (!isSame || JSON.stringify(own) !== JSON.stringify({ verdict: local(hostile), provisional: false })) wrong.push(injection.text);
    }
    expect(wrong).toEqual([]);
    expect(records.filter(({ outcome }) => outcome === 'suspicious')).toHaveLength(injections.length);
    expect(
      records.filter(({ provider }) => provider !== 'local').every(({ outcome, questions }) => outcome === 'answered' && questions === 3),
    ).toBe(true);
    // Spent is what the calls took, to the token.
    expect(budget.sums(new Date().toISOString().slice(0, 10)).tokens).toBe(injections.length * 480);
    expect(fixed()).toBe(before);
  });

  it('is in no request', async () => {
    const sent =
      servers
        .get(kind)
        ?.obeying.requests()
        .map(({ body }) => body) ?? [];
    expect(sent.length).toBeGreaterThan(100);
    // None of them was recognised in what the model was shown.
    for (const body of sent.slice(0, 50)) expect(body).not.toMatch(/ignore all|Ignoriere|忽略|игнорируй/i);
  });
});

/**
 * Guaranteed of these: no verdict is milder than its floor, none is critical without evidence, every value is one of ours, confidence is at
 * most 0.9. Where a message wants all or others changed, a control question is hit with certainty, the call is thrown away, and neighbours
 * have the local model's verdict, for now. Not guaranteed: a message that speaks of itself alone moves its own verdict within its bounds; one
 * that names another by what is in it, and no control, could move that one's within its bounds.
 */
describe.for(kinds)('over %s, a message that is not known to be hostile', (kind) => {
  it.for(unknownInjections.map((injection) => [injection.about, injection.text, injection] as const))(
    'moves what speaks of %s within bounds: %s',
    async ([about, , injection]) => {
      const truth = await judgeOver(kind, 'honest').judge.ask(neighbours);
      const { judge, records } = judgeOver(kind, 'obeying');
      const hostile = hostileQuestion(injection);
      const questions = [...neighbours, hostile];
      const judgements = await judge.ask(questions);
      for (const [index, { verdict }] of judgements.entries()) {
        const question = questions[index] ?? hostile;
        const byLocal = local(question);
        expect(severities).toContain(verdict.severity);
        expect(categories).toContain(verdict.category);
        expect(severityRank(verdict.severity)).toBeLessThanOrEqual(severityRank(floor(question, byLocal)));
        if (!mayBeCritical(question, byLocal)) expect(verdict.severity).not.toBe('critical');
        expect(verdict.confidence).toBeLessThanOrEqual(0.9);
      }
      if (about === 'itself') {
        expect(judgements.slice(0, 3)).toEqual(truth);
      } else {
        expect(records.map(({ outcome }) => outcome)).toEqual(['control_failed', 'fallback']);
        expect(judgements).toEqual(questions.map((question) => ({ verdict: local(question), provisional: true })));
      }
    },
  );
});

describe('what neither detection nor control questions see', () => {
  it('is a message that names one other by what is in it: that one moves, and only within its bounds', async () => {
    const text = 'We painted the sda of the store green this morning.';
    const model: Model = (items) =>
      items.map((item) => ({
        ...honestAnswer(item),
        ...(item.template.includes('sda:') || item.template.includes(': sda') ? { severity: 'info', category: 'routine' } : {}),
      }));
    const server = await startModelServer('openai', model);
    const judge = judgeFromPolicy(policyWith([entryFor('openai', server.url, limits)]), { ...judgePorts(server.url), local });
    const [named, other] = await judge.ask([
      questionOf('disk broken: sda', { severityNumber: 17 }),
      questionOf('raid broken', { severityNumber: 17 }),
      questionOf(text),
    ]);
    await server.close();
    // An honest model says critical: the emitter's own level and the local model hold it at a warning.
    expect([named?.verdict.severity, other?.verdict.severity]).toEqual(['warning', 'critical']);
    expect(named?.verdict.reason).toMatch(/^Raised from info/);
  });
});
