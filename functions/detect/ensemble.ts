/**
 * Several detectors of one series, and which of them speaks.
 *
 * The leader knows what is expected at any time and judges every sample. Companions look for one shape each; they are news rarely and on
 * strong evidence. The score is the loudest voice's: the leader's, unless a companion has news that is louder. After any news companions
 * are not heard for some hours: the shift of level that an alarm left behind is no second alarm. While the alarm of a companion lasts, its
 * word for what is abnormal counts beside the leader's.
 */
import type { Detector, Score } from '#kernel/detector.ts';
import type { Account, Member, Writing } from './detectors/member.ts';

const version = 1;
/** So long after news companions are not heard. */
const mutedMs = 6 * 3_600_000;
/** News by the contract of detectors, whatever threshold a policy sets. */
const news = 0.5;

/** States of the members, the leader's first; when there was last news (ms epoch, 0 for never) and by which member. */
export interface EnsembleState {
  readonly members: readonly unknown[];
  newsAt: number;
  speaker: number;
}

/** What an ensemble tells besides scores. */
export interface Ensemble extends Detector<EnsembleState> {
  /** Who brought the last news, by id. */
  speakerOf(state: EnsembleState): string;
  /** What the member with the last news says of the sample just observed. */
  account(state: EnsembleState, value: number, score: Score, writing: Writing): Account;
}

/** A member under the code that packed states know it by. Codes are for ever. */
export interface CodedMember {
  readonly code: number;
  readonly member: Member;
}

/** Version, time and member (code) of the last news, then for each member its code, how many numbers, and the numbers. */
const pack = (members: readonly CodedMember[], state: EnsembleState): readonly number[] => [
  version,
  state.newsAt,
  members[state.speaker]?.code ?? 0,
  ...members.flatMap(({ code, member }, index) => {
    const numbers = member.pack(state.members[index]);
    return [code, numbers.length, ...numbers];
  }),
];

/** Numbers by code; undefined where they end too soon. */
const partsOf = (numbers: readonly number[]): ReadonlyMap<number, readonly number[]> | undefined => {
  const parts = new Map<number, readonly number[]>();
  let place = 0;
  while (place < numbers.length) {
    const [code = 0, length = -1] = numbers.slice(place, place + 2);
    const end = place + 2 + length;
    if (length < 0 || end > numbers.length) return undefined;
    parts.set(code, numbers.slice(place + 2, end));
    place = end;
  }
  return parts;
};

/** A member that is no more is skipped; one that is new, or whose numbers are of an unknown version, warms up. */
const unpack = (members: readonly CodedMember[], numbers: readonly number[]): EnsembleState | undefined => {
  const [written, newsAt = 0, speaker = 0, ...rest] = numbers;
  const parts = written === version && numbers.every(Number.isFinite) ? partsOf(rest) : undefined;
  if (parts === undefined || parts.size === 0) return undefined;
  const states = members.map(({ code, member }) => member.unpack(parts.get(code) ?? []) ?? member.start());
  return {
    members: states,
    newsAt,
    speaker: Math.max(
      0,
      members.findIndex(({ code }) => code === speaker),
    ),
  };
};

/** An ensemble; the first member leads. */
export const ensemble = (id: string, lead: CodedMember, companions: readonly CodedMember[]): Ensemble => {
  const members = [lead, ...companions];

  /** The companion's score where it is heard: it has louder news, or the alarm it raised lasts. */
  const heard = (state: EnsembleState, index: number, at: number, score: Score, loudest: Score): Score | undefined => {
    const lasts = state.speaker === index && score.abnormal && loudest.score < news;
    const speaks = score.score >= news && score.score > loudest.score && (state.newsAt === 0 || at - state.newsAt >= mutedMs);
    return lasts || speaks ? { ...score, judged: true, abnormal: score.abnormal || loudest.abnormal } : undefined;
  };

  return {
    id,
    start: () => ({ members: members.map(({ member }) => member.start()), newsAt: 0, speaker: 0 }),
    observe: (state, at, value) => {
      let loudest = lead.member.observe(state.members[0], at, value);
      let speaker = 0;
      for (let index = 1; index < members.length; index += 1) {
        const score = members[index]?.member.observe(state.members[index], at, value);
        if (score === undefined || !(score.abnormal || score.score >= news)) continue;
        const voice = heard(state, index, at, score, loudest);
        if (voice === undefined) continue;
        loudest = voice;
        speaker = index;
      }
      if (loudest.score >= news && Number.isFinite(at) && at > state.newsAt) {
        state.newsAt = at;
        state.speaker = speaker;
      }
      return loudest;
    },
    pack: (state) => pack(members, state),
    unpack: (numbers) => unpack(members, numbers),
    speakerOf: (state) => members[state.speaker]?.member.id ?? lead.member.id,
    account: (state, value, score, writing) =>
      (members[state.speaker] ?? lead).member.account(state.members[state.speaker], value, score, writing),
  };
};
