/**
 * Several detectors of one series, and which of them speaks.
 *
 * The leader knows what is expected at any time and judges every sample; while it warms up another stands in for it. Companions look for one shape each; they are news rarely and on
 * strong evidence. The score is the loudest voice's: the leader's, unless a companion has news that is louder. For some hours after any
 * news a companion's is none, nor a stand-in's: the shift of level that an alarm left behind is no second alarm, but the companion may tell what became of
 * the first. While a companion has the word, what it calls abnormal counts beside what the leader does.
 */
import type { Detector, Score } from '#kernel/detector.ts';
import type { Account, Member, Writing } from './detectors/member.ts';
import { isUsable } from './detectors/numbers.ts';

const version = 1;
/** So long after news a companion's is none; the highest score it then has. */
const mutedMs = 6 * 3_600_000;
const mutedScore = 0.49;
/** News by the contract of detectors, whatever threshold a policy sets. */
const news = 0.5;

/** States of the members, the leader's first; times of the last sample and of the last news (ms epoch, 0 for never); which member has the word. */
export interface EnsembleState {
  readonly members: readonly unknown[];
  lastAt: number;
  newsAt: number;
  speaker: number;
}

/** A score, and which member's it is; the leader's where it does not say. */
export interface EnsembleScore extends Score {
  readonly voice?: number;
}

/** What an ensemble tells besides scores. */
export interface Ensemble extends Detector<EnsembleState> {
  observe(state: EnsembleState, at: number, value: number): EnsembleScore;
  /** Whose score it is, by id. */
  speakerOf(score: EnsembleScore): string;
  /** What that member says of the sample just observed. */
  account(state: EnsembleState, value: number, score: EnsembleScore, writing: Writing): Account;
}

/** A member under the code that packed states know it by. Codes are for ever. */
interface CodedMember {
  readonly code: number;
  readonly member: Member;
}

/** Version, times of the last sample and news, code of the member that has the word, then for each member its code, how many numbers, and the numbers. */
const pack = (members: readonly CodedMember[], state: EnsembleState): readonly number[] => [
  version,
  state.lastAt,
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
  const [written, lastAt = 0, newsAt = 0, speaker = 0, ...rest] = numbers;
  const parts = written === version && numbers.every(Number.isFinite) ? partsOf(rest) : undefined;
  if (parts === undefined || parts.size === 0) return undefined;
  const states = members.map(({ code, member }) => member.unpack(parts.get(code) ?? []) ?? member.start());
  return {
    members: states,
    lastAt,
    newsAt,
    speaker: Math.max(
      0,
      members.findIndex(({ code }) => code === speaker),
    ),
  };
};

const isMuted = ({ newsAt }: EnsembleState, at: number): boolean => newsAt > 0 && at - newsAt < mutedMs;

/** Who leads, who stands in for the leader while it warms up, and who looks for one shape each. */
export interface Roles {
  readonly lead: CodedMember;
  readonly standIn: CodedMember;
  readonly companions: readonly CodedMember[];
}

/** An ensemble of members by their roles. */
export const ensemble = (id: string, { lead, standIn, companions }: Roles): Ensemble => {
  const members = [lead, standIn, ...companions];

  const leading = (state: EnsembleState, at: number, value: number): EnsembleScore => {
    const score = lead.member.observe(state.members[0], at, value);
    if (score.judged) return score;
    const young = standIn.member.observe(state.members[1], at, value);
    return { ...young, score: isMuted(state, at) ? Math.min(young.score, mutedScore) : young.score, voice: 1 };
  };

  /** The companion's score where it is heard: it has louder news, or the word. */
  const heard = (state: EnsembleState, index: number, at: number, score: Score, loudest: Score): EnsembleScore | undefined => {
    const hasWord = state.speaker === index && score.abnormal && loudest.score < news;
    const hasNews = score.score >= news && score.score > loudest.score;
    if (!hasWord && !hasNews) return undefined;
    const abnormal = score.abnormal || loudest.abnormal;
    // Muted, it does not drown out what the leader says at the same time.
    const muted = isMuted(state, at);
    if (muted && loudest.score >= news) return undefined;
    return { ...score, score: muted ? Math.min(score.score, mutedScore) : score.score, judged: true, abnormal, voice: index };
  };

  return {
    id,
    start: () => ({ members: members.map(({ member }) => member.start()), lastAt: 0, newsAt: 0, speaker: 0 }),
    observe: (state, at, value) => {
      let loudest = leading(state, at, value);
      if (!isUsable(at, value, state.lastAt, state.lastAt)) return loudest;
      state.lastAt = at;
      for (let index = 2; index < members.length; index += 1) {
        const score = members[index]?.member.observe(state.members[index], at, value);
        if (score === undefined || !(score.abnormal || score.score >= news)) continue;
        const voice = heard(state, index, at, score, loudest);
        if (voice !== undefined) loudest = voice;
      }
      const isNews = loudest.score >= news;
      if (isNews || loudest.voice !== undefined) state.speaker = loudest.voice ?? 0;
      if (isNews) state.newsAt = at;
      return loudest;
    },
    pack: (state) => pack(members, state),
    unpack: (numbers) => unpack(members, numbers),
    speakerOf: ({ voice = 0 }) => (members[voice] ?? lead).member.id,
    account: (state, value, score, writing) => {
      const { voice = 0 } = score;
      return (members[voice] ?? lead).member.account(state.members[voice], value, score, writing);
    },
  };
};
