/** What people react to: what they had heard when they acted in the undisturbed run, and how long after it they acted. */
import type { ReplayCloud } from '../cloud.ts';
import { asScripted, type Conduct } from '../conduct.ts';
import { nextAttemptAt } from './exporter.ts';
import { heardOnce } from './heard.ts';

/** What a person waits for before acting, and how long they take then. */
export interface Cue {
  /** Messages heard by then. */
  readonly heard: readonly string[];
  readonly reactionMs: number;
}

/** People look this often whether they have heard. */
const lookEveryMs = 1_000;
/** Then they act without having heard. */
const patienceMs = 15 * 60_000;
/** Who is answered with a failure tries again. */
const tryAgainMs = 5_000;
const mostTries = 12;

/** An acknowledgement holds for an hour, reminders go on for three: then every escalation has ended. */
const restMs = 4 * 60 * 60_000;

/** The cue of somebody who acts now. */
const cueOf = (cloud: ReplayCloud): Cue => {
  const messages = heardOnce(cloud.messages());
  const last = Math.max(Number.NEGATIVE_INFINITY, ...messages.map(({ at }) => at));
  return { heard: messages.map(({ line }) => line), reactionMs: Number.isFinite(last) ? cloud.now() - last : 0 };
};

/** When the last message of a cue came; undefined while one of them is missing, -Infinity for a cue without any. */
const heardAt = (cloud: ReplayCloud, { heard }: Cue): number | undefined => {
  const messages = [...heardOnce(cloud.messages())];
  let last = Number.NEGATIVE_INFINITY;
  for (const wanted of heard) {
    const place = messages.findIndex(({ line }) => line === wanted);
    const [found] = place < 0 ? [] : messages.splice(place, 1);
    if (found === undefined) return undefined;
    last = Math.max(last, found.at);
  }
  return last;
};

/** As scripted; `cues` then holds what each person reacted to. */
export const observed = (): { readonly conduct: Conduct; readonly cues: readonly Cue[] } => {
  const cues: Cue[] = [];
  const conduct: Conduct = {
    ...asScripted,
    restMs,
    told: (counts) => counts,
    untilActing: async (_, at, { cloud, passTo }) => {
      await passTo(at);
      cues.push(cueOf(cloud));
    },
  };
  return { conduct, cues };
};

/** Agents send again what was not taken, people act on what they hear and try again until they are answered. */
export const persevering = (cues: readonly Cue[]): Conduct => ({
  resendAt: nextAttemptAt,
  untilActing: async (index, at, { cloud, passTo }) => {
    const cue = cues[index];
    await passTo(at);
    if (cue === undefined) return;
    while (heardAt(cloud, cue) === undefined && cloud.now() < at + patienceMs) await passTo(cloud.now() + lookEveryMs);
    await passTo((heardAt(cloud, cue) ?? Number.NEGATIVE_INFINITY) + cue.reactionMs);
  },
  insist: async (act, { cloud, passTo }) => {
    for (let tries = 1; ; tries += 1) {
      const status = await act();
      const isAnswered = status !== 0 && status !== 429 && status < 500;
      if (isAnswered || tries === mostTries) return status;
      await passTo(cloud.now() + tryAgainMs);
    }
  },
  restMs,
  told: (counts) => counts,
});
