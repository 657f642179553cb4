/** What limits a provider, piece by piece: places, calls a minute, cost, what is shown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gateOf } from '#ai/gate.ts';
import { costOf } from '#ai/price.ts';
import { promptOf, worstCase } from '#ai/prompt.ts';
import { quoted } from '#ai/quoted.ts';
import { rateOf } from '#ai/rate.ts';
import { questionOf } from '#test/support/model-providers.ts';

describe('a gate', () => {
  const never = new AbortController().signal;

  it('lets the next in when one leaves, in order, and once', async () => {
    const gate = gateOf(1);
    const leave = await gate.enter(never);
    const order: number[] = [];
    const waiting = [1, 2].map(async (at) => {
      const out = await gate.enter(never);
      order.push(at);
      return out;
    });
    leave?.();
    leave?.();
    const second = await waiting[0];
    expect(order).toEqual([1]);
    second?.();
    await waiting[1];
    expect(order).toEqual([1, 2]);
  });

  it('gives a place that nobody waits for any more to the next', async () => {
    const gate = gateOf(1);
    const leave = await gate.enter(never);
    const impatient = new AbortController();
    const gone = gate.enter(impatient.signal);
    const patient = gate.enter(never);
    impatient.abort();
    expect(await gone).toBeUndefined();
    leave?.();
    expect(await patient).toBeTypeOf('function');
    expect(await gate.enter(AbortSignal.abort())).toBeUndefined();
  });
});

it('no minute has more calls than a rate allows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(20_000), { maxLength: 60 }), (perMinute, pauses) => {
      const rate = rateOf(perMinute);
      const sent: number[] = [];
      let now = 0;
      for (const pause of pauses) {
        now += pause;
        const full = rate.isFull(now);
        expect(rate.take(now)).toBe(!full);
        if (!full) sent.push(now);
      }
      for (const start of sent) expect(sent.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(perMinute);
    }),
  );
});

it.for([
  [{ inputTokens: 0, outputTokens: 0 }, { inputPerMillion: 3, outputPerMillion: 15 }, 0],
  [{ inputTokens: 1, outputTokens: 0 }, { inputPerMillion: 0.25, outputPerMillion: 15 }, 1],
  [{ inputTokens: 3, outputTokens: 0 }, { inputPerMillion: 0.1, outputPerMillion: 1 }, 1],
  [{ inputTokens: 30, outputTokens: 0 }, { inputPerMillion: 0.1, outputPerMillion: 1 }, 3],
  [{ inputTokens: 1_000_000, outputTokens: 1_000_000 }, { inputPerMillion: 1, outputPerMillion: 5 }, 6_000_000],
] as const)('%o at %o costs %d millionths of a dollar', ([usage, price, microdollars]) => {
  expect(costOf(usage, price)).toEqual({ tokens: usage.inputTokens + usage.outputTokens, microdollars });
});

describe('what a model is shown', () => {
  it('is never more than it was reserved for, whatever the text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 2_000 });
    fc.assert(
      fc.property(fc.array(fc.record({ template: text, example: text, service: text }), { minLength: 1, maxLength: 5 }), (texts) => {
        const questions = texts.map((changes) => questionOf('x', changes));
        const { system, user } = promptOf(questions, Math.random);
        expect(worstCase(questions, 0).inputTokens).toBeGreaterThanOrEqual(Buffer.byteLength(system) + Buffer.byteLength(user));
      }),
      { numRuns: 50 },
    );
  });

  it('has references of its own for each question, even if chance repeats itself', () => {
    const { refs } = promptOf(
      Array.from({ length: 50 }, () => questionOf('x')),
      () => 0.5,
    );
    expect(new Set(refs).size).toBe(50);
  });

  it('is one visible line, bounded, without brackets of markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1_000 }), (text) => {
        const shown = quoted(text, 100);
        expect(shown.length).toBeLessThanOrEqual(100);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029<>]|[\u{fe00}-\u{fe0f}]|[\u{e0100}-\u{e01ef}]/u);
      }),
      { numRuns: 300 },
    );
  });
});
