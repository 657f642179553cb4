/** `warden plan`: what a load would need and cost on AWS, and which quota it meets first; or the measurement it stands on. */
import { paintFor } from '../replay/paint.ts';
import { progressOn } from '../replay/progress.ts';
import { synthesise } from '../replay/synthesise.ts';
import { UsageError } from '../replay/usage-error.ts';
import { deployedSettings } from './deployed-settings.ts';
import { type LoadOptions, readLoad } from './load.ts';
import { measureUnitCosts } from './measure.ts';
import { planText } from './plan-text.ts';
import { project } from './project.ts';
import { quotasOf, reachOf } from './quotas.ts';
import { type StreamKind, streamKinds } from './stream.ts';
import { unitCosts } from './unit-costs.ts';

export interface PlanOptions extends LoadOptions {
  readonly environment: string;
  readonly stream: string;
  readonly json: boolean;
  readonly explain: boolean;
  readonly measure: boolean;
  readonly synth: boolean;
}

const streamChoice = (typed: string): StreamKind | 'cheapest' => {
  const choices = ['cheapest', ...streamKinds] as const;
  const choice = choices.find((each) => each === typed);
  if (choice === undefined) throw new UsageError(`--stream ${typed}: choose one of ${choices.join(', ')}`);
  return choice;
};

const measure = async ({ environment, synth }: PlanOptions): Promise<void> => {
  const progress = progressOn(process.stderr, false);
  const settings = deployedSettings(environment);
  const assembly = await synthesise(environment, synth, progress.step);
  progress.step('Measuring on the local cloud');
  const costs = await measureUnitCosts({ assembly, prefix: `streamwarden-${environment}`, magneticDays: settings.timestream.magneticDays });
  progress.done('Measured: this belongs into lib/plan/unit-costs.ts.');
  process.stdout.write(`${JSON.stringify(costs, undefined, 2)}\n`);
};

/** Prints the plan. UsageError for what makes no sense. */
export const planCommand = async (options: PlanOptions): Promise<void> => {
  if (options.measure) return measure(options);
  const load = readLoad(options);
  const basis = { settings: deployedSettings(options.environment), costs: unitCosts, stream: streamChoice(options.stream) };
  const projection = project(load, basis);
  // The kind of stream stays what it is: otherwise a quota could be met, and left again by changing it.
  const same = { ...basis, stream: projection.stream.kind };
  const reaches = reachOf(projection.quotas, (signalsPerSecond) => quotasOf(project({ ...load, signalsPerSecond }, same), basis.settings));
  const { packing, notes, quotas: _, ...rest } = projection;
  const { meanOf: __, ...packed } = packing;
  const text = options.json
    ? `${JSON.stringify({ ...rest, packing: packed, quotas: reaches, ...(options.explain ? { notes } : {}) }, undefined, 2)}\n`
    : planText(projection, reaches, options.explain, paintFor(process.stdout));
  process.stdout.write(text);
};
