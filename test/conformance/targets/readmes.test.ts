/** The page of every target says what the house wants said, and its example is a policy that loads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { targetKinds } from '#functions/remediate/registry.ts';
import { remediationsSchema } from '#kernel/policy/remediations.ts';

const headings = ['Status', 'What it does', 'Configuration', 'Limits', 'How it was checked'];

it.for(targetKinds)('the README of $id has its five headings, and an example that loads', ({ id }) => {
  const readme = readFileSync(join(import.meta.dirname, `../../../functions/remediate/${id}/README.md`), 'utf8');
  expect([...readme.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(headings);
  const [, example] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(remediationsSchema.parse(parse(example ?? '')).rules).not.toEqual([]);
});
