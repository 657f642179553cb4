/** Plays a script under the faults of many seeds, and says plainly whether any of them changed what came of it. */
import { cpus } from 'node:os';
import { faultChoiceOf, playUndisturbed } from '../faults/fault-run.ts';
import { progressOn } from '../progress.ts';
import { type ScriptChoice, scriptArguments, scriptOf } from '../script-choice.ts';
import { synthesise } from '../synthesise.ts';
import { columns, counted, grouped } from '../text-table.ts';
import { UsageError } from '../usage-error.ts';
import { playSeeds } from './seed-pool.ts';
import type { SeedOutcome } from './seed-process.ts';

export interface ProveFaultsOptions extends ScriptChoice {
  /** As typed. */
  readonly seeds: string;
  readonly from: string;
  readonly jobs?: string;
  readonly profile: string;
  readonly environment: string;
  readonly quiet: boolean;
  readonly synth: boolean;
}

const countOf = (name: string, text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`--${name} ${text}: not a number from 1 on`);
  return Number(text);
};

const sumOf = (outcomes: readonly SeedOutcome[]): Readonly<Record<string, number>> => {
  const sum: Record<string, number> = {};
  for (const { injected } of outcomes) for (const [title, count] of Object.entries(injected)) sum[title] = (sum[title] ?? 0) + count;
  return sum;
};

/** The outcome as a person reads it: what was injected, what differed, and the sum last. */
export const verdictText = (outcomes: readonly SeedOutcome[], commandOf: (outcome: SeedOutcome) => string): string => {
  const injected = Object.entries(sumOf(outcomes)).sort(([, a], [, b]) => b - a);
  const total = injected.reduce((sum, [, count]) => sum + count, 0);
  const failed = outcomes.filter(({ wrong }) => wrong.length > 0).toSorted((a, b) => Number(a.choice.seed) - Number(b.choice.seed));
  const lines = [
    `Injected: ${counted(total, 'fault')}`,
    ...columns(
      injected.map(([title, count]) => [`  ${grouped(count)}`, title]),
      ['right', 'left'],
    ),
  ];
  const [first] = failed;
  if (first === undefined)
    lines.push(
      `${grouped(outcomes.length)} of ${counted(outcomes.length, 'seed')}: ledger balanced, effects equal, nothing lost, nothing twice.`,
    );
  else
    lines.push(
      `Seed ${first.choice.seed} is the smallest that failed:`,
      ...first.wrong.map((line) => `  ${line}`),
      ...(failed.length === 1
        ? []
        : [
            `Failed as well: ${failed
              .slice(1)
              .map(({ choice }) => choice.seed)
              .join(', ')}`,
          ]),
      `${grouped(outcomes.length - failed.length)} of ${counted(outcomes.length, 'seed')} as they should be. Repeat the first that is not: ${commandOf(first)}`,
    );
  return `${lines.join('\n')}\n`;
};

/** Prints the verdict; the exit code is 1 when a seed failed. */
export const proveFaultsCommand = async (paths: readonly string[], options: ProveFaultsOptions): Promise<number> => {
  const { environment, profile, generate, seed } = options;
  const from = countOf('from', options.from);
  const count = countOf('seeds', options.seeds);
  const jobs = options.jobs === undefined ? cpus().length : countOf('jobs', options.jobs);
  const choice: ScriptChoice = { ...(generate === undefined ? {} : { generate }), ...(seed === undefined ? {} : { seed }) };
  const commandOf = (each: string): string =>
    ['npm run replay --', ...scriptArguments(paths, choice), '--faults', profile === 'all' ? each : `${each}:${profile}`].join(' ');
  const orders = Array.from({ length: count }, (_, index) => String(from + index)).map((each) => ({
    choice: faultChoiceOf(`${each}:${profile}`),
    command: commandOf(each),
  }));
  const progress = progressOn(process.stderr, options.quiet);
  const script = scriptOf(paths, choice);
  const assembly = await synthesise(environment, options.synth, progress.step);
  progress.note(`Replaying ${script.title} without faults: ${grouped(script.requests.length)} requests`);
  const undisturbed = await playUndisturbed({ assembly, environment, script, progress });
  progress.note(`Replaying it under the faults of ${counted(count, 'seed')} from ${from} on, ${jobs} at a time`);
  const outcomes: SeedOutcome[] = [];
  await playSeeds({ assembly, environment, paths, script: choice, undisturbed }, orders, jobs, (outcome) => {
    outcomes.push(outcome);
    const faults = Object.values(outcome.injected).reduce((sum, each) => sum + each, 0);
    progress.note(
      `seed ${outcome.choice.seed}: ${counted(faults, 'fault')}, ${outcome.wrong.length === 0 ? 'effects equal' : 'FAILED'} (${outcomes.length} of ${count})`,
    );
    for (const line of outcome.wrong) progress.note(`  ${line}`);
  });
  process.stdout.write(verdictText(outcomes, ({ choice: { seed: each } }) => commandOf(each)));
  return outcomes.every(({ wrong }) => wrong.length === 0) ? 0 : 1;
};
