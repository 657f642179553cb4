/** Totals of the metrics a function wrote, whatever their dimensions. */

/** The sum of `Received`, `Received{environment=dev}` and so on. */
export const metricTotal = (totals: Readonly<Record<string, number>>, metric: string): number =>
  Object.entries(totals)
    .filter(([name]) => name === metric || name.startsWith(`${metric}{`))
    .reduce((sum, [, value]) => sum + value, 0);
