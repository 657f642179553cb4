/** Equal steps of time that suit a run's length. */

const second = 1000;
const steps = [1, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 6 * 3600, 24 * 3600].map((seconds) => seconds * second);

/** The smallest step of which a duration has at most `most`; milliseconds. */
export const stepFor = (durationMs: number, most: number): number =>
  steps.find((step) => durationMs / step <= most) ?? Math.ceil(durationMs / most / (24 * 3600 * second)) * 24 * 3600 * second;
