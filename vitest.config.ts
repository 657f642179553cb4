import { defineConfig } from 'vitest/config';

/** One project per kind of test; `npm test` runs them all, `npx vitest run --project unit` one. A busy machine must not fail a good test: times are for hangs. */
const project = (name: string, testTimeout = 30_000, settings: { readonly globalSetup?: string } = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, env: { TZ: 'UTC' }, ...settings },
});

export default defineConfig({
  test: {
    // By default a machine of two cores runs one file after the other.
    maxWorkers: '100%',
    projects: [
      project('unit'),
      project('conformance', 60_000),
      project('workflow', 60_000),
      project('local', 300_000, { globalSetup: 'test/support/synthesise-once.ts' }),
      project('infra', 120_000),
      project('html', 120_000),
    ],
  },
});
