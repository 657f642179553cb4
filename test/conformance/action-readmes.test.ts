/** Every target and channel has a README with the five headings, whose example is one the schema takes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { channelKinds } from '#channels/registry.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import { channelsSchema, remediationsSchema } from '#kernel/policy.ts';

const headings = ['Status', 'What it does', 'Configuration', 'Limits', 'How it was checked'];
const components = [
  ...targetKinds.map(({ id }) => ({ folder: `remediate/${id}`, schema: remediationsSchema })),
  ...channelKinds.map(({ kind }) => ({ folder: `channels/${kind}`, schema: channelsSchema })),
];

describe.for(components)('the README of $folder', ({ folder, schema }) => {
  const text = readFileSync(new URL(`../../functions/${folder}/README.md`, import.meta.url), 'utf8');

  it('has the five headings, each with something to say', () => {
    const sections = text.split(/^## /m).slice(1);
    expect(sections.map((section) => section.split('\n')[0])).toEqual(headings);
    for (const section of sections) expect(section.split('\n').slice(1).join('').trim()).not.toBe('');
  });

  it('shows a configuration that works', () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    expect(schema.safeParse(parse(example))).toMatchObject({ success: true });
  });
});
