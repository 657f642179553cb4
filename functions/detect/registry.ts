/** The detectors, and which of them score what kind of series. */
import type { Detector } from '#kernel/detector.ts';
import { adaptive } from './adaptive/adaptive.ts';
import { integerFloor, relativeFloor } from './adaptive/settings.ts';
import { changePoint } from './detectors/change-point.ts';
import { accountOfBounds, type Member } from './detectors/member.ts';
import type { Floors } from './detectors/numbers.ts';
import { rateOfChange } from './detectors/rate-of-change.ts';
import { robustLevel } from './detectors/robust-level.ts';
import { type Ensemble, ensemble } from './ensemble.ts';
import { type Aspect, aspects } from './series/reading.ts';

/** Differences below which nothing is news, by what a series measures. */
const floors = {
  /** Levels people watch: bytes, utilisation, queue lengths. */
  gauge: { relative: 0.06, absolute: 0.005, integer: 1 },
  /** Events per second: less than one more every ten seconds is no news. */
  rate: { relative: 0.1, absolute: 0.1, integer: 0.1 },
  /** Mean of what was measured in an interval, mostly durations. */
  mean: { relative: 0.1, absolute: 0.005, integer: 0.005 },
  /** A high quantile of an interval: it wanders more than the mean. */
  quantile: { relative: 0.2, absolute: 0.005, integer: 0.005 },
  /** A share between 0 and 1. */
  ratio: { relative: 0.05, absolute: 0.02, integer: 0.02 },
} as const satisfies Record<Aspect, Floors>;

/** A gauge may be of any size: a share of a thousandth. What is little, is told from its own level and distances. */
const anyLevel: Floors = { relative: relativeFloor, absolute: 0, integer: integerFloor };

/** Codes of members in packed ensembles, for ever. */
const codes = { robustLevel: 1, rateOfChange: 2, changePoint: 3, adaptive: 4 } as const;

/** It knows bounds, and says them. */
const leading = (detector: ReturnType<typeof adaptive>): Member => ({
  ...detector,
  account: (_state, value, score, writing) => accountOfBounds(value, score, writing),
});

const membersOf = (aspect: Aspect) =>
  [
    { code: codes.adaptive, member: leading(adaptive(`adaptive-${aspect}`, aspect === 'gauge' ? anyLevel : floors[aspect])) },
    { code: codes.robustLevel, member: robustLevel(aspect === 'gauge' ? 'robust-level' : `robust-level-${aspect}`, floors[aspect]) },
    { code: codes.rateOfChange, member: rateOfChange(`rate-of-change-${aspect}`, floors[aspect]) },
    { code: codes.changePoint, member: changePoint(`change-point-${aspect}`, floors[aspect]) },
  ] as const;

const ensembleOf = (aspect: Aspect): Ensemble => {
  const [lead, standIn, ...companions] = membersOf(aspect);
  return ensemble(`ensemble-${aspect}`, { lead, standIn, companions });
};

/** What scores a series, by what it measures. */
export const detectorOf: Readonly<Record<Aspect, Ensemble>> = {
  gauge: ensembleOf('gauge'),
  rate: ensembleOf('rate'),
  mean: ensembleOf('mean'),
  ratio: ensembleOf('ratio'),
  quantile: ensembleOf('quantile'),
};

/** All that are delivered, alone and together, for the conformance suite. */
export const detectors: readonly Detector[] = [
  ...aspects.flatMap((aspect) => membersOf(aspect).map(({ member }) => member)),
  ...Object.values(detectorOf),
];
