/** Error names are a contract between functions and workflows: whatever a workflow matches must be something that can be thrown. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as errors from '#kernel/errors.ts';
import { root } from './synthesise.ts';

const definitions = ['functions/escalate/escalation.asl.json', 'functions/remediate/remediation.asl.json'];
const leaves = Object.keys(errors).filter((name) => name !== 'AppError');
const platform = /^(States|Lambda|Sandbox)\.[A-Za-z]+$/;

/** Every `ErrorEquals` in a definition, however deep. */
const matched = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(matched);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'ErrorEquals' ? (inner as string[]) : matched(inner)));
};

describe.for(definitions)('%s', (file) => {
  const definition: unknown = JSON.parse(readFileSync(join(root, file), 'utf8'));

  it('matches only errors of the platform or leaves of the kernel', () => {
    const names = matched(definition);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !platform.test(name) && !leaves.includes(name))).toEqual([]);
  });

  it('retries a killed runtime, which the usual Lambda retry does not name', () => {
    expect(matched(definition)).toContain('Lambda.Unknown');
  });
});

it('the names are those that the errors carry', () => {
  for (const [name, Leaf] of Object.entries(errors))
    if (name !== 'AppError') expect(new (Leaf as typeof errors.InputError)('probe').name).toBe(name);
});
