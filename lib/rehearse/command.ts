/** `warden rehearse`: rehearses runbooks of a policy and writes down what came of it. */
import { availableParallelism } from 'node:os';
import type { Policy, RemediationRule } from '#kernel/policy.ts';
import { projectPolicy, readPolicy } from '../policy/read-policy.ts';
import { type Progress, progressOn } from '../replay/progress.ts';
import { counted } from '../replay/text-table.ts';
import { UsageError } from '../replay/usage-error.ts';
import { castFor } from './cast.ts';
import { hasPassed, type Rehearsal, recordsOf, writeRecords } from './record.ts';
import { rehearsedPolicy, withPolicy } from './rehearsal-assembly.ts';
import { rehearsalText } from './rehearsal-text.ts';
import { rehearse } from './rehearse.ts';
import type { Stage } from './stage.ts';
import { withTemplates } from './templates.ts';
import { threadedPlayer } from './threaded-player.ts';

export interface RehearseCommandOptions {
  readonly environment: string;
  /** A policy folder; the project's without it. */
  readonly policy?: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly synth: boolean;
  /** Whether what was found is written into rehearsals.yaml. */
  readonly write: boolean;
}

/** The rules of these names, all of them without names. UsageError for a name that no rule has. */
const chosen = ({ remediations: { rules } }: Policy, names: readonly string[]): readonly RemediationRule[] => {
  const unknown = names.find((name) => !rules.some((rule) => rule.name === name));
  if (unknown !== undefined) throw new UsageError(`${unknown}: no such runbook; there are ${rules.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? rules : rules.filter(({ name }) => names.includes(name));
};

/** Beyond that the runs that are left at the end are few. */
const mostPlayers = 4;

const rehearseAll = async (
  place: Pick<Stage, 'assembly' | 'prefix' | 'policy'>,
  rules: readonly RemediationRule[],
  progress: Progress,
): Promise<readonly Rehearsal[]> => {
  const rehearsals: Rehearsal[] = [];
  for (const rule of rules) {
    const cast = castFor(rule);
    if ('missing' in cast) {
      process.stderr.write(`${rule.name} cannot be rehearsed: ${cast.missing}.\n`);
      continue;
    }
    const players = Array.from({ length: Math.min(availableParallelism(), mostPlayers) }, () => threadedPlayer({ ...place, rule }));
    const runs = await rehearse(
      { ...place, ...cast },
      {
        ...{ faults: 2, players },
        onRun: ({ scenario, strikes, wrong }, done) => {
          progress.step(`${rule.name}: ${counted(done, 'run')}, ${scenario}`);
          if (wrong.length > 0) progress.note(`${rule.name}: ${scenario}, ${counted(strikes.length, 'fault')}: ${wrong.join(' ')}`);
        },
      },
    );
    rehearsals.push({ rule, runs });
  }
  return rehearsals;
};

/** Prints what came of it; the exit code is 1 when a runbook failed. */
export const rehearseCommand = async (names: readonly string[], options: RehearseCommandOptions): Promise<number> => {
  const { environment, quiet, json, write } = options;
  const startedAt = performance.now();
  const progress = progressOn(process.stderr, quiet);
  const policy = readPolicy(options.policy);
  const rules = chosen(policy, names);
  const acting = rehearsedPolicy(policy);
  const rehearsals = await withTemplates(options, progress.step, (templates) =>
    withPolicy(templates, acting, (assembly) =>
      rehearseAll({ assembly, prefix: `streamwarden-${environment}`, policy: acting }, rules, progress),
    ),
  );
  const records = recordsOf(policy, rehearsals);
  if (write) writeRecords(options.policy ?? projectPolicy, records);
  progress.done(`Rehearsed in ${((performance.now() - startedAt) / 1000).toFixed(0)} s of this machine's time.`);
  const runbooks = rehearsals.map(({ rule, runs }) => ({ runbook: rule.name, ...records[rule.name], results: runs }));
  process.stdout.write(json ? `${JSON.stringify(runbooks, undefined, 2)}\n` : rehearsals.map(rehearsalText).join('\n'));
  return rehearsals.every(hasPassed) ? 0 : 1;
};
