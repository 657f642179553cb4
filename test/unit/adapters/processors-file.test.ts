import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadProcessors } from '#adapters/policy/processors-file.ts';
import { processorsSchema } from '#kernel/policy/processors.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamwarden-processors-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('reads what synthesis wrote', () => {
  const processors = processorsSchema.parse({ drop: [{ name: 'a', match: { kinds: ['log'] } }] });
  writeFileSync(join(folder, 'policy.json'), JSON.stringify({ processors, version: 'x' }));
  expect(loadProcessors(folder)).toEqual(processors);
});

it.for(['', 'null', '{}', '{"processors":{}}'])('takes a file of %j for a mistake of the deployment', (text) => {
  writeFileSync(join(folder, 'policy.json'), text);
  expect(() => loadProcessors(folder)).toThrow('deploy again');
});

it('takes a missing file for one as well', () => {
  expect(() => loadProcessors(folder)).toThrow('deploy again');
});
