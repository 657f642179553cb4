/** What speaks to a model is found in every language and disguise we know of, fast, and ordinary messages are left alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suspicionOf } from '#ai/suspicion.ts';
import { injections, unknownInjections } from '#test/support/injections.ts';
import { questionOf } from '#test/support/model-providers.ts';
import { ordinaryMessages } from '#test/support/ordinary-messages.ts';
import { processorMs } from '#test/support/processor-time.ts';

const found = (text: string): string | undefined => suspicionOf(questionOf(text));

describe('suspicion', () => {
  it('has a corpus worth the name', () => {
    expect(new Set(injections.map(({ text }) => text)).size).toBeGreaterThanOrEqual(360);
    expect(new Set(injections.map(({ by }) => by)).size).toBeGreaterThanOrEqual(50);
    expect(new Set(unknownInjections.map(({ text }) => text)).size).toBeGreaterThanOrEqual(40);
  });

  it.for(injections.map(({ by, text }) => [by, text] as const))('finds it: %s: %s', ([, text]) => {
    expect(found(text)).toBeDefined();
  });

  it.for(injections.filter((_, at) => at % 9 === 0).map(({ by, text }) => [by, text] as const))(
    'finds it in the template or the service alone: %s: %s',
    ([, text]) => {
      expect(suspicionOf(questionOf('fine', { template: text }))).toBeDefined();
      expect(suspicionOf(questionOf('fine', { service: text }))).toBeDefined();
    },
  );

  it('does not find what is phrased past it, which is why it is not the only defence', () => {
    expect(unknownInjections.filter(({ text }) => found(text) !== undefined)).toEqual([]);
  });

  /** Known false alarms: a text of ours is answered by the local model then. */
  const falseAlarms = [
    'from now on node 3 is the leader',
    'message to the model queue was rejected: 413',
    'html: <system> element is not closed',
    'Executing with tokens: <|none|>',
  ];
  it.for(ordinaryMessages.filter((text) => !falseAlarms.includes(text)))('leaves alone: %s', (text) => {
    expect(found(text)).toBeUndefined();
  });
  it('is wrong about these, which is known', () => {
    expect(ordinaryMessages.filter((text) => found(text) !== undefined)).toEqual(falseAlarms);
  });

  it('takes time in proportion to the text, whatever an attacker chooses', () => {
    const pieces = [
      'a',
      'ignore ',
      'aWdub3Jl',
      '\\u0069',
      '105 ',
      '69',
      '忽略分类',
      'severity:"',
      '01',
      '%25',
      'ignore 忽略 игнорируй ',
      '&#105;',
      '0x69,',
      'mark it ',
    ];
    const slowest = (times: number): number =>
      Math.max(
        ...pieces.map((piece) => {
          const text = piece.repeat(2_000).slice(0, times);
          return processorMs(() => found(text));
        }),
      );
    slowest(2_000);
    expect(slowest(2_000)).toBeLessThan(500);
    // What is longer than a question may be is not read.
    expect(slowest(200_000)).toBeLessThan(500);
  });

  it('fails on no text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void found(text)),
      { numRuns: 300 },
    );
  });
});
