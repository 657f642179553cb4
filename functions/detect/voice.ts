/** Which detector of a series speaks in a finding, and what it says. */
import type { Score } from '#kernel/detector.ts';
import type { AlarmChange } from './alarm.ts';
import type { Account, Writing } from './detectors/member.ts';
import type { Judgement } from './judge-series.ts';
import { detectorOf } from './registry.ts';
import type { Reading } from './series/reading.ts';
import type { Series } from './series-state.ts';

export interface Voice {
  /** The detector's. */
  readonly id: string;
  /** What it said of the reading. */
  readonly score: Score;
  /** A limit that an operator set speaks. */
  readonly isLimit: boolean;
  /** What it found; only of a reading that is news or abnormal. */
  account(writing: Writing): Account;
}

const ofThreshold = ({ threshold, limit: state }: Series, reading: Reading, limit: Score | undefined): Voice | undefined =>
  threshold === undefined || threshold === null || state === undefined || limit === undefined
    ? undefined
    : {
        id: threshold.id,
        score: limit,
        isLimit: true,
        account: (writing) => threshold.account(state, reading.value, limit, writing),
      };

/** A threshold while it is passed; else the member of the ensemble whose score it is. Of a resolution: who spoke before. */
export const voiceOf = (series: Series, reading: Reading, { score, limit }: Judgement, change: AlarmChange): Voice => {
  const { speaker } = series.alarm;
  const threshold = ofThreshold(series, reading, limit);
  const isResolved = change === 'resolved';
  if (threshold !== undefined && (isResolved ? speaker === threshold.id : threshold.score.abnormal)) return threshold;
  const detector = detectorOf[reading.aspect];
  return {
    id: isResolved && speaker !== '' ? speaker : detector.speakerOf(score),
    score,
    isLimit: false,
    account: (writing) => detector.account(series.detector, reading.value, score, writing),
  };
};
