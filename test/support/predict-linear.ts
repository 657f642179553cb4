/** Prometheus' `predict_linear`: simple least squares over the samples of a range, extrapolated from now (promql/functions.go, linearRegression). */

/** Takes samples in order of time; sums are kept so that any range is fitted at once. */
export const linearPredictor = () => {
  /** Per sample and before it: time, then sums of 1, x, y, xy, x². Seconds since the first sample. */
  const times: number[] = [];
  const sums: number[][] = [[0, 0, 0, 0]];
  let origin = 0;
  return {
    observe: (at: number, value: number): void => {
      if (times.length === 0) origin = at;
      const x = (at - origin) / 1000;
      const [sumX = 0, sumY = 0, sumXY = 0, sumX2 = 0] = sums.at(-1) ?? [];
      times.push(at);
      sums.push([sumX + x, sumY + value, sumXY + x * value, sumX2 + x * x]);
    },
    /** The value `aheadMs` after `now`, by the samples of the last `rangeMs`; undefined of fewer than two. */
    predict: (now: number, rangeMs: number, aheadMs: number): number | undefined => {
      let low = 0;
      let high = times.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((times[middle] ?? 0) > now - rangeMs) high = middle;
        else low = middle + 1;
      }
      const count = times.length - low;
      if (count < 2) return undefined;
      const [sumX, sumY, sumXY, sumX2] = (sums.at(-1) ?? []).map((sum, index) => sum - (sums[low]?.[index] ?? 0));
      if (sumX === undefined || sumY === undefined || sumXY === undefined || sumX2 === undefined) return undefined;
      const slope = (sumXY - (sumX * sumY) / count) / (sumX2 - (sumX * sumX) / count);
      const intercept = sumY / count - (slope * sumX) / count;
      return intercept + slope * ((now + aheadMs - origin) / 1000);
    },
  };
};
