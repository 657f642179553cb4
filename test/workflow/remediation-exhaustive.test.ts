/** The deployed remediation with its real steps over every order of what its target, jobs, people, alerts, clocks and lost calls can do to it, until states repeat. */
import { expect, it } from 'vitest';
import { explore } from '#test/support/remediation-model/explore.ts';
import { settings } from '#test/support/remediation-model/world.ts';

it.for(settings)(
  'launches once, heeds every no, records, ends and tells the truth: asks $asks, beside $second, $stops stopped, faults $faults',
  { timeout: 900_000 },
  async (setting) => {
    const before = process.cpuUsage();
    const { finding, states, transitions, depth, orders } = await explore(setting);
    const { user, system } = process.cpuUsage(before);
    const seconds = Math.round((user + system) / 1e6);
    console.log(`remediation: ${orders} orders, ${states} states, ${transitions} transitions, depth ${depth}, ${seconds} CPU seconds`);
    expect(finding).toBeUndefined();
    // An exploration that stopped early, or an alphabet that shrank, would agree with anything.
    expect(states).toBeGreaterThan(setting.faults === 0 ? 10_000 : 20_000);
    expect(depth).toBeGreaterThan(30);
  },
);
