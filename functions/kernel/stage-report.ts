/** What a stage did with what it got; every stage returns one, so that the ledger can balance. */
export interface StageReport {
  readonly received: number;
  readonly produced: number;
  /** Not passed on, by reason: the suppression reasons, and a stage's own words such as `routine`. */
  readonly suppressed: Readonly<Record<string, number>>;
  readonly quarantined: number;
}

/** Nothing came, nothing was done. */
export const emptyReport: StageReport = { received: 0, produced: 0, suppressed: {}, quarantined: 0 };

/** The sum of two reports. */
export const addReports = (a: StageReport, b: StageReport): StageReport => {
  const suppressed: Record<string, number> = { ...a.suppressed };
  for (const [reason, count] of Object.entries(b.suppressed)) suppressed[reason] = (suppressed[reason] ?? 0) + count;
  return { received: a.received + b.received, produced: a.produced + b.produced, suppressed, quarantined: a.quarantined + b.quarantined };
};
