/** A process that plays one seed after the other: what it plays comes first, then the seeds; each is answered. */

import type { FaultReport } from '../faults/fault-report.ts';
import { type FaultChoice, playDisturbed, type Undisturbed } from '../faults/fault-run.ts';
import { progressOn } from '../progress.ts';
import { type ScriptChoice, scriptOf } from '../script-choice.ts';

/** Told once, first. */
export interface SeedTask {
  readonly assembly: string;
  readonly environment: string;
  readonly paths: readonly string[];
  readonly script: ScriptChoice;
  readonly undisturbed: Undisturbed;
}

/** Then told again and again. */
export interface SeedOrder {
  readonly choice: FaultChoice;
  /** Repeats this seed alone. */
  readonly command: string;
}

export interface SeedOutcome {
  readonly choice: FaultChoice;
  /** What is wrong, line by line. */
  readonly wrong: readonly string[];
  readonly injected: FaultReport['injected'];
}

const outcomeOf = async (
  { assembly, environment, paths, script, undisturbed }: SeedTask,
  { choice, command }: SeedOrder,
): Promise<SeedOutcome> => {
  const stage = { assembly, environment, script: scriptOf(paths, script), progress: progressOn(process.stderr, true) };
  const { faults, ledger, permissions } = await playDisturbed(stage, choice, undisturbed, command);
  const unbalanced = ledger.balanced ? [] : [`the ledger does not balance: ${JSON.stringify(ledger)}`];
  const denied = permissions.denials.map((denial) => `denied: ${JSON.stringify(denial)}`);
  return { choice, wrong: [...(faults?.difference ?? []), ...unbalanced, ...denied], injected: faults?.injected ?? {} };
};

const failed = ({ choice }: SeedOrder, error: unknown): SeedOutcome => ({
  choice,
  wrong: [`the replay failed: ${error instanceof Error ? error.message : String(error)}`],
  injected: {},
});

let task: SeedTask | undefined;
process.on('message', async (message: SeedTask | SeedOrder) => {
  if (!('choice' in message)) {
    task = message;
    return;
  }
  const outcome =
    task === undefined ? failed(message, 'no task') : await outcomeOf(task, message).catch((error: unknown) => failed(message, error));
  process.send?.(outcome);
});
