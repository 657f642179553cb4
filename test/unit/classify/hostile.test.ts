/** What strangers write into a service's log changes nothing for its other messages, nor for other services. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bounded, floor, guarded } from '#ai/bounds.ts';
import { localVerdict } from '#ai/local/model.ts';
import { suspicionOf } from '#ai/suspicion.ts';
import { maskMessage } from '#functions/classify/mask.ts';
import { leafAddress } from '#functions/classify/mining/leaf.ts';
import { tokensOf } from '#functions/classify/mining/tokens.ts';
import { traitsOf } from '#functions/classify/mining/traits.ts';
import { questionId, serviceKey } from '#functions/classify/question.ts';
import { compileRules } from '#functions/classify/rules.ts';
import { classificationSchema } from '#kernel/policy.ts';
import type { Judge } from '#kernel/provider.ts';
import { severityRank } from '#kernel/severity.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { classifyAll, type Fate, framesOf, judgeOver, ordinary, type Said, shop } from '#test/support/hostile-service.ts';
import { injections, unknownInjections } from '#test/support/injections.ts';
import { localJudge } from '#test/support/local-judge.ts';
import { honestAnswer } from '#test/support/model-providers.ts';
import { obeying } from '#test/support/obeying-model.ts';
import { resourceOf } from '#test/support/signals.ts';

const policyText = readFileSync('policy/classification.yaml', 'utf8');
const policy = classificationSchema.parse(parse(policyText));
const rules = compileRules(policy);

/** The policies that a text would have to change to have its way. */
const policies = (): string =>
  createHash('sha256')
    .update(['providers', 'classification', 'remediations', 'routes'].map((file) => readFileSync(`policy/${file}.yaml`, 'utf8')).join())
    .digest('hex');

/** Each hostile text once as information and once as an error. */
const hostile = (texts: readonly { readonly text: string }[]): readonly Said[] =>
  texts.flatMap(({ text }) => [9, 17].map((severityNumber) => ({ resource: shop, severityNumber, text })));

/** The ordinary frames, with others before and between their messages. */
const mixed = (frames: readonly (readonly Said[])[], others: readonly Said[]): readonly (readonly Said[])[] => {
  const slots = frames.reduce((sum, frame) => sum + frame.length, 0);
  const share = Math.ceil(others.length / slots);
  let slot = 0;
  return frames.map((frame) =>
    frame.flatMap((message) => {
      slot += 1;
      return [...others.slice((slot - 1) * share, slot * share), message];
    }),
  );
};

const frames = framesOf(ordinary, 10);

describe('messages that speak to a model', () => {
  const alone = { world: judgeOver(obeying), result: undefined as Awaited<ReturnType<typeof classifyAll>> | undefined };
  beforeAll(async () => {
    alone.result = await classifyAll(frames, alone.world.judge, policy);
  });

  it('meet sixty ordinary ones, some of which a provider judges', () => {
    expect(alone.result?.ordinary).toHaveLength(60);
    const sources = new Set(alone.result?.ordinary.map(({ verdict }) => verdict.source.replace(/\/.*/, '')));
    expect(sources).toEqual(new Set(['rule', 'reader']));
  });

  it('change no cluster, verdict or finding of the others when they are known, nor budget or policy', async () => {
    const before = policies();
    const world = judgeOver(obeying);
    const result = await classifyAll(mixed(frames, hostile(injections)), world.judge, policy);
    expect(result.ordinary).toEqual(alone.result?.ordinary);
    expect(result.findings).toEqual(alone.result?.findings);
    expect(world.spent()).toEqual(alone.world.spent());
    expect(policies()).toBe(before);
    expect(JSON.stringify(classificationSchema.parse(parse(policyText)))).toBe(JSON.stringify(policy));
  });

  it.for([
    ['known', injections],
    ['unknown', unknownInjections],
  ] as const)('are judged no milder than rules, level and local model say: %s ones', async ([, texts]) => {
    const world = judgeOver(obeying);
    const { fates, ordinary: others } = await classifyAll(mixed(frames, hostile(texts)), world.judge, policy);
    const milder = world.judged.filter(
      ({ question, verdict }) => severityRank(verdict.severity) > severityRank(floor(question, localVerdict(question))),
    );
    expect(milder).toEqual([]);
    for (const { question, verdict } of world.judged.filter((each) => suspicionOf(each.question) !== undefined))
      expect(verdict).toEqual(guarded(localVerdict(question), question));
    const said = mixed(frames, hostile(texts)).flat();
    const wrong = fates.flatMap(({ text, verdict }, at) => {
      const { severityNumber = 0, resource = shop } = said[at] ?? {};
      const rule = rules.decide({ masked: maskMessage(text), severityNumber, resource: resource.attributes });
      const mildest = rule?.severity ?? (severityNumber >= 17 ? 'warning' : 'info');
      return severityRank(verdict.severity) > severityRank(mildest)
        ? [`${severityNumber} ${text}: ${verdict.severity} ${verdict.source}`]
        : [];
    });
    expect(wrong).toEqual([]);
    expect(others.map(({ clusterId }) => clusterId)).toEqual(alone.result?.ordinary.map(({ clusterId }) => clusterId));
  });
});

describe('keys', () => {
  const parts = fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', '\0', '#', ':', '/', '-', '\n', '<*>', '\u001f'), maxLength: 6 });
  const differ = <Value>(values: fc.Arbitrary<Value>, keyOf: (value: Value) => string): void => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        expect(keyOf(a)).not.toBe(keyOf(b));
      }),
      { numRuns: 5_000 },
    );
  };

  it('of services differ where environment, namespace or name do', () => {
    differ(fc.tuple(parts, parts, parts), ([environment, namespace, name]) =>
      serviceKey({ 'deployment.environment.name': environment, 'service.namespace': namespace, 'service.name': name }),
    );
  });

  it('of questions differ where kind, level or what else the verdict rests on do', () => {
    const clusterId = fc.constantFrom('0123456789abcdef0123', '0123456789abcdef0124');
    differ(fc.tuple(clusterId, fc.constantFrom(0, 1, 13, 17, 21), fc.tuple(parts, parts, parts)), (question) => questionId(...question));
  });

  it('of leaves differ where first word or length do, but for names', () => {
    const tokens = fc.array(parts, { maxLength: 4 }).map((some) => tokensOf(maskMessage(some.join(' '))));
    const seen = tokens.map((all) => ({ all, sees: [all.length, traitsOf(all[0] ?? '').isName ? '<*>' : all[0]] }));
    fc.assert(
      fc.property(seen, seen, (a, b) => {
        expect(leafAddress(a.all) === leafAddress(b.all)).toBe(JSON.stringify(a.sees) === JSON.stringify(b.sees));
      }),
      { numRuns: 5_000 },
    );
  });

  it.for<readonly [string, Said, Said]>(
    (
      [
        ['a name with a NUL', ['shop'], ['shop\0']],
        ['a name with a space', ['shop'], ['shop ']],
        ['parts that move between namespace and name', ['a b', 'c'], ['a', 'b c']],
        ['parts that move over a separator', ['a#b', 'c'], ['a', 'b#c']],
        ['a length that is written out', ['1:a', ''], ['', '1:a']],
        ['nothing and a name', ['', 'shop'], ['shop', '']],
      ] as const
    ).map(([name, ...two]) => {
      const [first, second] = two.map(([namespace, service = '']) => ({
        resource: { attributes: { 'service.namespace': namespace, 'service.name': service } },
        ...{ severityNumber: 17, text: 'this very message' },
      }));
      return [name, first, second] as unknown as readonly [string, Said, Said];
    }),
  )('keep kinds apart: %s', async ([, first, second]) => {
    const { fates } = await classifyAll([[first, second]], localJudge, policy);
    expect(new Set(fates.map(({ clusterId }) => clusterId)).size).toBe(2);
  });
});

const words = ['fine', 'polished', 'walrus', 'tomorrow', 'kindly', 'zebra', 'routine', 'green', 'never', 'done'];
const names = [
  ...['com.example.Polish', 'node_17', 'user_name', 'onPolish', 'build.log', 'a/b/c', 'root@localhost', 'Some::Thing'],
  ...['<*>', 'x=<*>'],
];

/** The text with each word in turn replaced by twenty others. */
const poisonOf = ({ text, ...rest }: Said): readonly Said[] => {
  const parts = text.split(' ');
  return parts.flatMap((_, at) => [...words, ...names].map((word) => ({ ...rest, text: parts.with(at, word).join(' ') })));
};

/** What an honest model says, within its bounds. */
const honestJudge: Judge = {
  ask: async (questions) =>
    questions.map((question) => {
      const said = { ...(honestAnswer({ ref: '', ...question }) as unknown as Verdict), source: 'honest' };
      return { verdict: bounded(said, question, localVerdict(question)), provisional: false };
    }),
};

describe('messages made to widen the templates of others', () => {
  const targets = ordinary.filter(({ resource }) => resource === shop);
  const poison = targets.flatMap(poisonOf);

  /** Which messages a rule judged another way, and which a model did. */
  const changed = (before: readonly Fate[], after: readonly Fate[]) => {
    const differing = before.filter(({ verdict }, at) => after[at]?.verdict.severity !== verdict.severity);
    const byRule = differing.filter(({ verdict }) => verdict.source.startsWith('rule/')).map(({ text }) => text);
    return { byRule, byModel: [...new Set(differing.map(({ text }) => text))].filter((text) => !byRule.includes(text)) };
  };

  it.for<readonly [string, () => readonly (readonly Said[])[]]>([
    ['before', () => [...framesOf(poison, 500), ...frames]],
    ['between', () => mixed(frames, poison)],
  ])('change nothing that a rule or a model decides, sent %s them', async ([, make]) => {
    const alone = await classifyAll(frames, localJudge, policy);
    const poisoned = await classifyAll(make(), localJudge, policy);
    expect(changed(alone.ordinary, poisoned.ordinary)).toEqual({ byRule: [], byModel: [] });
  });

  // What an honest model thinks of a kind it thinks of by the value that stood in its first message: `collected in <host> ms`.
  it.for([
    ['the local model', localJudge, []],
    ['an honest model', honestJudge, ['garbage collected in 12 ms']],
  ] as const)('word for word change nothing that a rule decides, and known messages that %s judges', async ([, judge, known]) => {
    const alone = await classifyAll([targets], judge, policy);
    const places = targets.flatMap((target, at) => {
      const size = target.text.split(' ').length;
      const all = poisonOf(target);
      // Each in a service of its own.
      return Array.from({ length: size }, (_, place) => {
        const resource = resourceOf(`shop-${at}-${place}`);
        const before = all.slice((place * all.length) / size, ((place + 1) * all.length) / size);
        return { at, said: [...before, target].map((message) => ({ ...message, resource })) };
      });
    });
    const { fates } = await classifyAll(
      places.map(({ said }) => said),
      judge,
      policy,
    );
    let end = 0;
    const pairs = places.map(({ at, said }) => {
      end += said.length;
      return [alone.fates[at], fates[end - 1]] as const;
    });
    const [before, after] = [0, 1].map((which) => pairs.flatMap((pair) => pair[which] ?? []));
    expect(changed(before ?? [], after ?? [])).toEqual({ byRule: [], byModel: known });
  });
});
