/** What a stage did with what it got; every stage returns one, so that the ledger can balance. */
export interface StageReport {
  readonly received: number;
  readonly produced: number;
  /** Not passed on, by reason: the suppression reasons, and a stage's own words such as `routine`. */
  readonly suppressed: Readonly<Record<string, number>>;
  readonly quarantined: number;
  /** About how many bytes were not stored, by the reason that `suppressed` counts them under. */
  readonly savedBytes?: Readonly<Record<string, number>>;
  /** Signals of `produced` of which something was cut, by the limit they were over. */
  readonly limited?: Readonly<Record<string, number>>;
  /** Questions by the layer that answered them (`memory`, `knowledge`, `rule`…), and what became of kinds of messages (`new_kind`, `evicted_kind`…). */
  readonly answered?: Readonly<Record<string, number>>;
}

/** Nothing came, nothing was done. */
export const emptyReport: StageReport = { received: 0, produced: 0, suppressed: {}, quarantined: 0 };

type Counts = Readonly<Record<string, number>>;

const addCounts = (a: Counts = {}, b: Counts = {}): Record<string, number> => {
  const sum: Record<string, number> = { ...a };
  for (const [reason, count] of Object.entries(b)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
};

/** The sum of two reports. */
export const addReports = (a: StageReport, b: StageReport): StageReport => {
  const savedBytes = addCounts(a.savedBytes, b.savedBytes);
  const limited = addCounts(a.limited, b.limited);
  const answered = addCounts(a.answered, b.answered);
  return {
    received: a.received + b.received,
    produced: a.produced + b.produced,
    suppressed: addCounts(a.suppressed, b.suppressed),
    quarantined: a.quarantined + b.quarantined,
    ...(Object.keys(savedBytes).length > 0 && { savedBytes }),
    ...(Object.keys(limited).length > 0 && { limited }),
    ...(Object.keys(answered).length > 0 && { answered }),
  };
};
