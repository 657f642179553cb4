/** A service that says something new with every line costs no more than the day's budget, fills no table, and no line of it is lost. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { maskMessage } from '#functions/classify/mask.ts';
import { kindsPerDay } from '#functions/classify/shares.ts';
import { classificationSchema } from '#kernel/policy.ts';
import { flood, floodOf } from '#test/support/flood.ts';

const policy = classificationSchema.parse(parse(readFileSync('policy/classification.yaml', 'utf8')));

it('consists of messages that all differ, in which nothing is masked', () => {
  const source = floodOf();
  const texts = Array.from({ length: 20_000 }, () => source.next().value);
  expect(new Set(texts).size).toBe(20_000);
  expect(new Set(texts.map((text) => text.split(' ').length)).size).toBe(12);
  for (const text of texts) expect(maskMessage(text)).toBe(text);
});

it('is classified whole within the day’s budget, which is said to be exhausted once, and within the service’s share of the table', async () => {
  const outcome = await flood({ messages: 20_000, dollars: 0.1, policy });
  expect(outcome).toMatchObject({ classified: 20_000, exhaustedSaid: 1 });
  expect(outcome.providerCalls).toBeGreaterThan(3);
  expect(outcome.dollarsSpent).toBeGreaterThan(0.05);
  expect(outcome.dollarsSpent).toBeLessThanOrEqual(0.1);
  expect(outcome.findings).toBeGreaterThanOrEqual(2_000);
  expect(outcome.kindsKept).toBeGreaterThan(kindsPerDay * 0.9);
  // What was leased together is kept together.
  expect(outcome.kindsKept).toBeLessThanOrEqual(kindsPerDay + 50);
  expect(outcome.verdictsKept).toBeLessThanOrEqual(2 * outcome.kindsKept + outcome.providerQuestions);
});
