/** Writes what rehearsals found into rehearsals.yaml, by the hash of what was rehearsed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Policy, RemediationRule } from '#kernel/policy.ts';
import { runbookHash } from '#kernel/runbook.ts';
import type { RunResult } from './rehearse.ts';

type Records = Policy['rehearsals']['runbooks'];
type Rehearsed = Records[string];

const head = `# yaml-language-server: $schema=./rehearsals.schema.json
# What \`npx warden rehearse\` found, by runbook. Written by it: a runbook that was not rehearsed, or was changed since, is never run without a person.
`;

/** A runbook and what its rehearsal came to. */
export interface Rehearsal {
  readonly rule: RemediationRule;
  readonly runs: readonly RunResult[];
}

export const hasPassed = ({ runs }: Rehearsal): boolean => runs.every(({ wrong }) => wrong.length === 0);

/** Earlier records of runbooks that are still there stay; names in order. */
export const recordsOf = ({ rehearsals, remediations }: Policy, found: readonly Rehearsal[]): Records => {
  const fresh = found.map((each): [string, Rehearsed] => {
    const { rule, runs } = each;
    return [rule.name, { hash: runbookHash(rule, remediations.targets), passed: hasPassed(each), runs: runs.length }];
  });
  const known = new Map([...Object.entries(rehearsals.runbooks), ...fresh]);
  const named = (name: string): readonly (readonly [string, Rehearsed])[] => {
    const record = known.get(name);
    return record === undefined ? [] : [[name, record]];
  };
  return Object.fromEntries(
    remediations.rules
      .map(({ name }) => name)
      .toSorted()
      .flatMap(named),
  );
};

export const writeRecords = (folder: string, runbooks: Records): void =>
  writeFileSync(join(folder, 'rehearsals.yaml'), head + stringify({ runbooks }));
