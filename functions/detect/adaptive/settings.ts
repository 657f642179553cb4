/**
 * The one configuration of the adaptive detector. Times are wall time, so that a series may be sampled every ten seconds or every
 * hour. Chosen together; lib/decisions/0017 says how, and what each is worth.
 */

/** How soon the usual of an hour of the day follows: the weight of a day; and of a week. */
export const dailyMemory = 0.0508;
export const weeklyMemory = 0.0406;

/** So many weeks say as much of a time of the week as knowing nothing says that it is like any other. */
export const weeklyDoubt = 0.31;

/** What of the season is believed, per share of the distance that it explains. */
export const seasonGain = 4;

/** Memory of the level: hours, samples at least; and how far a sample may pull it, in mean distances. */
export const levelHours = 56.7;
export const levelSamples = 28.7;
export const levelClip = 5.85;

/** Memory of the last minutes, hours; and the share of it that goes on. */
export const nearHours = 1.13;
export const nearShare = 0.574;

/** Means of the distance over so many hours. */
export const shortHours = 3.83;
export const longHours = 1.5;

/** Memory of the tails: days, samples at least. */
export const tailDays = 22.3;
export const tailSamples = 184;

/** The share of distances that lies beyond the tracked quantile; a distance teaches a tail at most so many excesses. */
export const beyond = 0.171;
export const tailClip = 9.01;

/** The share of surprise that is judged by a power law where that is the milder. */
export const heavyShare = 0.389;
export const leastLogExcess = 0.0409;
export const leastExcess = 0.0721;

/** How much faster than by plain averages a young tail follows what it sees. */
export const earlyHaste = 1.91;

/** A quantile known from n samples is taken to be larger by this over n. */
export const fewSamplesDoubt = 53.9;

/** Distances below this share of the level are no news. */
export const relativeFloor = 0.1;

/** Of every residual so many nats are usual, and no more than so many count. */
export const usualSurprise = 1.45;
export const mostSurprise = 36.9;

/** What is called usual among the largest of the remembered blocks, 0 the least, 1 the greatest; hours of a block. */
export const usualShare = 0.3;
export const blockHours = 5.24;

/** The logarithm of a ratio to the usual counts within these. */
export const mostAgainst = 1;
export const mostFor = 5;

/** The bar: nats at a sample an hour, and more per natural logarithm of samples an hour. */
export const barBase = 4.28;
export const barPerRate = 1.67;

/** What an alarm adds to it, the same way; for how long in full, at a sample every five minutes, and per logarithm of the rate; how soon it decays, hours. */
export const refractory = 4.96;
export const refractoryPerRate = 1.91;
export const deadHours = 6.9;
export const deadPerRate = 0.331;
export const refractoryHours = 10.1;

/** Within that time only so many times the surprise of the alarm before is another. */
export const overPeak = 8.13;

/** What the residuals count, by channel. */
export const weights = [0.407, 0.599, 0, 1.91, 0.089] as const;
/** What comparisons with the usual largest count. */
export const comparedWeights = [0.791, 0.971, 0.196] as const;
/** An integer series: a distance of so many is no news. */
export const integerFloor = 0.524;
