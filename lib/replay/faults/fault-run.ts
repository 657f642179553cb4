/** One script under the faults of a seed, compared with what it comes to without any. */
import type { LocalCloudOptions } from '#lib/local/cloud-options.ts';
import { faultPlan } from '#lib/local/faults/plan.ts';
import { profiles } from '#lib/local/faults/profiles.ts';
import { openReplayCloud } from '../open-cloud.ts';
import { play } from '../play.ts';
import type { Progress } from '../progress.ts';
import { makeReport, type Report } from '../report.ts';
import type { Script } from '../script.ts';
import { UsageError } from '../usage-error.ts';
import { type Cue, observed, persevering } from './cues.ts';
import { differenceOf, type Effects, effectsOf } from './effects.ts';
import { skewedClocks } from './skewed-clocks.ts';

/** Which faults. */
export interface FaultChoice {
  readonly seed: string;
  readonly profile: string;
}

/** `SEED` or `SEED:profile`. UsageError for a profile that does not exist. */
export const faultChoiceOf = (text: string): FaultChoice => {
  const [seed = '', profile = 'all'] = text.split(':');
  if (seed === '') throw new UsageError(`--faults ${text}: give a seed, or SEED:profile`);
  if (!(profile in profiles))
    throw new UsageError(`--faults ${text}: there is no profile ${profile}; there are ${Object.keys(profiles).join(', ')}`);
  return { seed, profile };
};

/** Where a script plays. */
export interface Stage {
  readonly assembly: string;
  readonly environment: string;
  readonly script: Script;
  readonly progress: Progress;
  /** Changes the templates: what if they said something else? */
  readonly amend?: LocalCloudOptions['amend'];
}

/** What a script comes to without faults, and what its people reacted to. */
export interface Undisturbed {
  readonly effects: Effects;
  readonly cues: readonly Cue[];
  /** Requests that were refused for good. */
  readonly dropped: number;
}

export const playUndisturbed = async ({ assembly, environment, script, progress }: Stage): Promise<Undisturbed> => {
  const cloud = await openReplayCloud(assembly, environment, script.startAt);
  try {
    const { conduct, cues } = observed();
    const { dropped = 0 } = await play(cloud, script, progress, conduct);
    return { effects: effectsOf(await cloud.remains()), cues, dropped };
  } finally {
    await cloud.close();
  }
};

/** Faults stop when this share of a script's time is left, so that what they delayed still comes to pass. */
const calmShare = 0.15;

/** What agents gave up is lost, although nobody had accepted it. */
const givenUp = (count: number): readonly string[] => (count > 0 ? [`- telemetry    ${count} requests given up by their agents`] : []);

/** The report of the script under the faults of a seed; `command` repeats it. */
export const playDisturbed = async (stage: Stage, choice: FaultChoice, undisturbed: Undisturbed, command: string): Promise<Report> => {
  const { assembly, environment, script, progress, amend } = stage;
  const plan = faultPlan({ ...choice, from: script.startAt, until: script.startAt + script.endsAt * (1 - calmShare) });
  const clocks = skewedClocks(choice);
  const told = { ...script, requests: script.requests.map(clocks.asTold) };
  const cloud = await openReplayCloud(assembly, environment, script.startAt, {
    interceptors: plan.interceptors,
    ...(amend === undefined ? {} : { amend }),
  });
  try {
    const played = await play(cloud, told, progress, persevering(undisturbed.cues));
    const remains = await cloud.remains();
    const effects = effectsOf(remains);
    const difference = [...differenceOf(effects, undisturbed.effects), ...givenUp((played.dropped ?? 0) - undisturbed.dropped)];
    const faults = {
      ...choice,
      injected: { ...plan.counts(), ...clocks.counts() },
      ...{ resent: played.resent ?? 0, dropped: played.dropped ?? 0, repeats: effects.repeats },
      ...{ compared: undisturbed.effects.lines.length, difference, command },
    };
    return { ...makeReport(played, remains), faults };
  } finally {
    await cloud.close();
  }
};
