/** `warden storm`: what becomes of people, books and bill when everything fails at once. */
import { openReplayCloud } from '../open-cloud.ts';
import { paintFor } from '../paint.ts';
import { progressOn } from '../progress.ts';
import { synthesise } from '../synthesise.ts';
import { grouped } from '../text-table.ts';
import { UsageError } from '../usage-error.ts';
import { failing } from './service-graph.ts';
import { playStorm, type StormReport, type StormSettings } from './storm.ts';
import { faultsOf, stormText } from './storm-text.ts';

export interface StormOptions {
  readonly findings: string;
  readonly fingerprints: string;
  readonly services: string;
  readonly seed: string;
  readonly environment: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly synth: boolean;
}

const startAt = Date.parse('2026-11-02T09:00:00Z');

const whole = (name: string, text: string, least: number, most: number): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError(`--${name} ${text}: give a whole number from ${grouped(least)} to ${grouped(most)}`);
};

/** UsageError for numbers no storm can have. */
const settingsOf = ({ findings, fingerprints, services, seed }: StormOptions): StormSettings => {
  const count = whole('services', services, 3, 60);
  const different = whole('fingerprints', fingerprints, count, 100_000);
  return { findings: whole('findings', findings, different, 10_000_000), fingerprints: different, services: count, seed };
};

/** The report of a storm on the synthesised templates. */
const storm = async (options: StormOptions): Promise<StormReport> => {
  const settings = settingsOf(options);
  const progress = progressOn(process.stderr, options.quiet);
  const assembly = await synthesise(options.environment, options.synth, progress.step);
  const cloud = await openReplayCloud(assembly, options.environment, startAt);
  try {
    const report = await playStorm(cloud, options.environment, settings, progress);
    const perSecond = Math.round(settings.findings / Math.max(0.001, report.routeCpuSeconds));
    progress.done(
      `Took ${(report.tookMs / 1000).toFixed(1)} s of this machine's time; route's function ${report.routeCpuSeconds.toFixed(1)} CPU s, SDK included: ${grouped(perSecond)} findings a CPU second.`,
    );
    return report;
  } finally {
    await cloud.close();
  }
};

/** Prints the report; the exit code is 1 when something is not as it should be. */
export const stormCommand = async (options: StormOptions): Promise<number> => {
  const report = await storm(options);
  const faults = faultsOf(report, failing);
  process.stdout.write(
    options.json ? `${JSON.stringify({ ...report, faults }, undefined, 2)}\n` : stormText(report, faults, paintFor(process.stdout)),
  );
  return faults.length === 0 ? 0 : 1;
};
