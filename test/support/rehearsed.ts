/** Remediations that run by themselves: their rules in `run`, at low risk, with an undo, and rehearsed as they are. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type * as z from 'zod';
import { remediationsSchema } from '#kernel/policy.ts';
import { runbookHash } from '#kernel/runbook.ts';

/** What a rule has besides, to need nobody's yes. */
export const byItself = { mode: 'run', risk: 'low', undo: { by: 'target' } } as const;

/** Writes `remediations.yaml` and its rehearsals into a folder of policy. */
export const writeRehearsed = (folder: string, written: z.input<typeof remediationsSchema>): void => {
  const { rules, targets } = remediationsSchema.parse(written);
  const runbooks = rules.map((rule) => [rule.name, { hash: runbookHash(rule, targets), passed: true, runs: 1 }] as const);
  writeFileSync(join(folder, 'remediations.yaml'), stringify(written, { aliasDuplicateObjects: false }));
  writeFileSync(join(folder, 'rehearsals.yaml'), stringify({ runbooks: Object.fromEntries(runbooks) }));
};
