/**
 * The one configuration of the adaptive detector. Times are wall time, so that a series may be sampled every ten seconds or every
 * hour. Chosen together; lib/decisions/0017 says how, and what each is worth.
 */

/** How soon the usual of an hour of the day follows: the weight of a day; and of a week. */
export const dailyMemory = 0.0521;
export const weeklyMemory = 0.0417;

/** So many weeks say as much of a time of the week as knowing nothing says that it is like any other. */
export const weeklyDoubt = 0.3;

/** What of the season is believed, per share of the distance that it explains. */
export const seasonGain = 4;

/** Memory of the level: hours, samples at least; and how far a sample may pull it, in mean distances. */
export const levelHours = 56.7;
export const levelSamples = 32.6;
export const levelClip = 2.5;

/** Memory of the last minutes, hours; and the share of it that goes on. */
export const nearHours = 0.76;
export const nearShare = 0.574;

/** Means of the distance over so many hours. */
export const shortHours = 4.77;
export const longHours = 1.72;

/** Memory of the tails: days, samples at least. */
export const tailDays = 30;
export const tailSamples = 214;

/** The share of distances that lies beyond the tracked quantile; a distance teaches a tail at most so many excesses. */
export const beyond = 0.171;
export const tailClip = 13.1;

/** The share of surprise that is judged by a power law where that is the milder. */
export const heavyShare = 0.351;
export const leastLogExcess = 0.0236;
export const leastExcess = 0.475;

/** How much faster than by plain averages a young tail follows what it sees. */
export const earlyHaste = 1.8;

/** A quantile known from n samples is taken to be larger by this over n. */
export const fewSamplesDoubt = 46.4;

/** Distances below this share of the level are no news. */
export const relativeFloor = 0.1;

/** Of every residual so many nats are usual, and no more than so many count. */
export const usualSurprise = 2.52;
export const mostSurprise = 28.7;

/** What is called usual among the largest of the remembered blocks, 0 the least, 1 the greatest; hours of a block. */
export const usualShare = 0.3;
export const blockHours = 5.24;

/** The logarithm of a ratio to the usual counts within these. */
export const mostAgainst = 0.217;
export const mostFor = 5;

/** The bar: nats at a sample an hour, and more per natural logarithm of samples an hour. */
export const barBase = 4.28;
export const barPerRate = 1.75;

/** What an alarm adds to it, the same way; for how long in full, at a sample every five minutes, and per logarithm of the rate; how soon it decays, hours. */
export const refractory = 5.14;
export const refractoryPerRate = 0.808;
export const deadHours = 8.08;
export const deadPerRate = 0.43;
export const refractoryHours = 7.29;

/** Within that time only so many times the surprise of the alarm before is another. */
export const overPeak = 11.6;

/** What the residuals count, by channel. */
export const weights = [0.572, 0.503, 0, 3.8, 0.125] as const;
/** What comparisons with the usual largest count. */
export const comparedWeights = [0.791, 0.948, 0.196] as const;
/** An integer series: a distance of so many is no news. */
export const integerFloor = 0.698;
