/** A replay from beginning to end: templates, cloud, script, report. */
import { cpuText } from './bill/cpu-text.ts';
import { type ComparedReports, comparedText, comparePolicies } from './compare/compare-policies.ts';
import { type FaultChoice, faultChoiceOf, playDisturbed, playUndisturbed, type Stage } from './faults/fault-run.ts';
import { checkPageFile, writePage } from './html/write-page.ts';
import { openReplayCloud } from './open-cloud.ts';
import { paintFor } from './paint.ts';
import { play } from './play.ts';
import { type Progress, progressOn } from './progress.ts';
import { makeReport, type Report } from './report.ts';
import { reportText } from './report-text.ts';
import type { Script } from './script.ts';
import { type ScriptChoice, scriptArguments, scriptOf } from './script-choice.ts';
import { synthesise } from './synthesise.ts';
import { grouped } from './text-table.ts';
import { UsageError } from './usage-error.ts';

export interface ReplayOptions extends ScriptChoice {
  readonly environment: string;
  readonly json: boolean;
  /** Where to write the page. */
  readonly html?: string;
  readonly quiet: boolean;
  readonly synth: boolean;
  /** Tell on stderr how much processor time each stage took on this machine. */
  readonly cpu?: boolean;
  /** Folders of policies to compare: with the project's, or with each other. */
  readonly policy?: readonly string[];
  /** `SEED` or `SEED:profile`. */
  readonly faults?: string;
}

/** Whether everything is as it should be: the exit code is 0. */
const isSound = ({ ledger, permissions, faults }: Report): boolean =>
  ledger.balanced && permissions.denials.length === 0 && (faults?.difference.length ?? 0) === 0;

/** The report of a script played on these templates. */
const playOn = async (assembly: string, script: Script, options: ReplayOptions, progress: Progress): Promise<Report> => {
  const startedAt = performance.now();
  progress.step('Starting the local cloud');
  const cloud = await openReplayCloud(assembly, options.environment, script.startAt);
  try {
    progress.note(`Replaying ${script.title}: ${grouped(script.requests.length)} requests`);
    const played = await play(cloud, script, progress);
    const remains = await cloud.remains();
    const report = makeReport(played, remains);
    if (options.html !== undefined) {
      const bytes = await writePage(options.html, report, remains);
      progress.note(`Wrote the page ${options.html} (${grouped(Math.round(bytes / 1000))} KB).`);
    }
    progress.done(`Replayed in ${((performance.now() - startedAt) / 1000).toFixed(1)} s of this machine's time.`);
    if (options.cpu) process.stderr.write(cpuText(cloud.measuredCpu(), report.ledger.signals.accepted));
    return report;
  } finally {
    await cloud.close();
  }
};

/** The report of a script under faults, compared with the same without. */
const playUnderFaults = async (stage: Stage, choice: FaultChoice, paths: readonly string[], options: ReplayOptions): Promise<Report> => {
  const { script, progress } = stage;
  if (options.html !== undefined) throw new UsageError('--html draws one run, not two: leave it or --faults away');
  progress.note(`Replaying ${script.title} without faults: ${grouped(script.requests.length)} requests`);
  const undisturbed = await playUndisturbed(stage);
  progress.note(`Replaying it under the faults of seed ${choice.seed}, profile ${choice.profile}`);
  const command = ['npm run replay --', ...scriptArguments(paths, options), '--faults', `${choice.seed}:${choice.profile}`].join(' ');
  return playDisturbed(stage, choice, undisturbed, command);
};

/** The report of the saved events at these paths. UsageError for what is the user's to mend. */
export const replay = async (paths: readonly string[], options: ReplayOptions): Promise<Report> => {
  const progress = progressOn(process.stderr, options.quiet);
  if (options.html !== undefined) checkPageFile(options.html);
  const choice = options.faults === undefined ? undefined : faultChoiceOf(options.faults);
  const script = scriptOf(paths, options);
  const assembly = await synthesise(options.environment, options.synth, progress.step);
  if (choice !== undefined)
    return playUnderFaults({ assembly, script, progress, environment: options.environment }, choice, paths, options);
  return playOn(assembly, script, options, progress);
};

/** The same under two policies. UsageError for what is the user's to mend. */
export const replayTwice = async (
  paths: readonly string[],
  policies: readonly string[],
  options: ReplayOptions,
): Promise<ComparedReports> => {
  if (options.html !== undefined) throw new UsageError('--html draws one run, not two: leave it or --policy away');
  if (options.faults !== undefined)
    throw new UsageError('--faults compares with a run without faults, --policy with another policy: give one of them');
  const progress = progressOn(process.stderr, options.quiet);
  const script = scriptOf(paths, options);
  const { environment, synth } = options;
  return comparePolicies(policies, {
    environment,
    synth,
    progress,
    play: (assembly) => playOn(assembly, script, options, progressOn(process.stderr, options.quiet)),
  });
};

/** Prints the difference between two policies; the exit code is that of both replays together. */
const compareCommand = async (paths: readonly string[], policies: readonly string[], options: ReplayOptions): Promise<number> => {
  const compared = await replayTwice(paths, policies, options);
  process.stdout.write(options.json ? `${JSON.stringify(compared, undefined, 2)}\n` : comparedText(compared));
  return isSound(compared.reports.a) && isSound(compared.reports.b) ? 0 : 1;
};

/** Prints the report; the exit code is 1 when the ledger does not balance, a permission was missing or faults changed the outcome. */
export const replayCommand = async (paths: readonly string[], options: ReplayOptions): Promise<number> => {
  if (options.policy !== undefined) return compareCommand(paths, options.policy, options);
  const report = await replay(paths, options);
  process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report, paintFor(process.stdout)));
  return isSound(report) ? 0 : 1;
};
