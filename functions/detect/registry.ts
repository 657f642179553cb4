/** The detectors, and which one scores what kind of series. */
import type { Detector } from '#kernel/detector.ts';
import { robustLevel } from './robust-level.ts';
import type { Aspect } from './series/reading.ts';

/** Levels people watch: bytes, utilisation, queue lengths. */
const gauge = robustLevel('robust-level', { relative: 0.06, absolute: 0.005, integer: 1 });
/** Events per second: less than one more every ten seconds is no news. */
const rate = robustLevel('robust-level-rate', { relative: 0.1, absolute: 0.1, integer: 0.1 });
/** Mean of what was measured in an interval, mostly durations. */
const mean = robustLevel('robust-level-mean', { relative: 0.1, absolute: 0.005, integer: 0.005 });
/** A high quantile of an interval: it wanders more than the mean. */
const quantile = robustLevel('robust-level-quantile', { relative: 0.2, absolute: 0.005, integer: 0.005 });
/** A share between 0 and 1. */
const ratio = robustLevel('robust-level-ratio', { relative: 0.05, absolute: 0.02, integer: 0.02 });

/** All of them, for the conformance suite. */
export const detectors = [gauge, rate, mean, ratio, quantile] as const satisfies readonly Detector[];

/** The detector by what a series measures. */
export const detectorOf = { gauge, rate, mean, ratio, quantile } as const satisfies Record<Aspect, Detector>;
