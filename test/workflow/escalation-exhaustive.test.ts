/** The deployed escalation with its real steps over every order of what people, alerts, clocks, silences, shifts and deliveries can do to it, until states repeat. */
import { expect, it } from 'vitest';
import { explore, machineryOf } from '#test/support/escalation-model/explore.ts';

it('misses nobody, pages nobody for nothing, and always ends, in every order of what can happen', { timeout: 600_000 }, async () => {
  const before = process.cpuUsage();
  const { finding, states, transitions, depth, orders } = await explore(machineryOf());
  const { user, system } = process.cpuUsage(before);
  const seconds = Math.round((user + system) / 1e6);
  console.log(`escalation: ${orders} orders, ${states} states, ${transitions} transitions, depth ${depth}, ${seconds} CPU seconds`);
  expect(finding).toBeUndefined();
  // An exploration that stopped early, or an alphabet that shrank, would agree with anything.
  expect(states).toBeGreaterThan(20_000);
  expect(depth).toBeGreaterThan(30);
});
