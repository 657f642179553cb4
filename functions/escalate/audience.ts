/** Whom a message of the escalation addresses, and why. */

import { targetsOf } from '#calendar/targets.ts';
import { type EscalationLevel, escalationLevels } from '#kernel/incident.ts';
import type { EscalationPolicy } from '#kernel/policy.ts';
import type { EscalatePolicy } from './ports.ts';

/** People by name, channels by the names policy has for them. */
export interface Audience {
  readonly recipients: readonly string[];
  readonly channels: readonly string[];
}

/** What an audience follows from: the policy as it stands, and the time. */
export interface Standing {
  readonly escalation: EscalationPolicy;
  readonly policy: Pick<EscalatePolicy, 'people' | 'schedules'>;
  readonly now: number;
}

/** More than this notify does not take. */
const mostRecipients = 100;

/** Each once. */
const union = (...lists: readonly (readonly string[])[]): readonly string[] => [...new Set(lists.flat())].slice(0, mostRecipients);

/** Who hears beside a level that has a gap: the next one; of the last one, all before it. */
const besides = (level: EscalationLevel): readonly EscalationLevel[] => {
  const following = escalationLevels[escalationLevels.indexOf(level) + 1];
  return following === undefined ? escalationLevels.filter((each) => each !== level) : [following];
};

/** Who hears at this level now. A target that stands for nobody silences nobody: others hear too, and `because` says so. */
export const audienceAt = (
  level: EscalationLevel,
  { escalation, policy, now }: Standing,
): Audience & { readonly because: readonly string[] } => {
  const { notify, channels } = escalation[level];
  const meant = targetsOf(notify, policy, now);
  if (!meant.gap) return { recipients: union(meant.people), channels, because: meant.because };
  const others = besides(level);
  const more = targetsOf(
    others.flatMap((each) => escalation[each].notify),
    policy,
    now,
  );
  const sentence = `So that nobody is left out, the level ${others.join(' and ')} hears too.`;
  return {
    recipients: union(meant.people, more.people),
    channels: [...new Set([...channels, ...others.flatMap((each) => escalation[each].channels)])],
    because: [...new Set([...meant.because, sentence, ...more.because])],
  };
};

const upTo = (level: EscalationLevel): readonly EscalationLevel[] => escalationLevels.slice(0, escalationLevels.indexOf(level) + 1);

/** Everyone who was told, and whoever stands at this level or before it now, each once. */
export const audienceUpTo = (level: EscalationLevel, standing: Standing, told: readonly string[] = []): Audience => {
  const levels = upTo(level).map((each) => audienceAt(each, standing));
  return {
    recipients: union(told, ...levels.map(({ recipients }) => recipients)),
    channels: [...new Set(levels.flatMap(({ channels }) => channels))],
  };
};

/** Those who were told, over the channels of the levels reached; where that is not known, whoever stands there now. */
export const audienceTold = (level: EscalationLevel, standing: Standing, told: readonly string[]): Audience => {
  const everyone = audienceUpTo(level, standing);
  return told.length === 0 ? everyone : { recipients: told, channels: everyone.channels };
};
