/** Every emulated service against its contract, through the unchanged SDK clients. `npm run conformance:moto` asks moto the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from './services/contract.ts';
import { openLocalTarget } from './services/local-target.ts';
import { suites } from './services/registry.ts';

describe.for(suites.map((suite) => [suite.service, suite] as const))('%s', ([, suite]) => {
  let target: Target;
  beforeAll(async () => {
    target = await openLocalTarget(suite.resources);
  });
  afterAll(() => target.close());

  it.for(suite.cases.map((one) => [one.name, one] as const))('%s', async ([, one]) => {
    expect(await one.observe(target), one.source).toEqual(one.expected);
  });
});
