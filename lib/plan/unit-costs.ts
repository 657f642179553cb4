/**
 * What one of each thing takes, measured on the metered local cloud: the ground a plan stands on. `npm run plan -- --measure` measures again and prints
 * this object; a test holds it to a fresh run. Measured on 2026-11-26.
 */

export const batchSizes = [1, 10, 100, 1_000] as const;
export type BatchSize = (typeof batchSizes)[number];

export const signalKinds = ['log', 'metric', 'span'] as const;
export type SignalKind = (typeof signalKinds)[number];

/** By how many signals of one resource a request holds. */
type ByBatch = Readonly<Record<BatchSize, number>>;
type ByKind = Readonly<Record<SignalKind, ByBatch>>;

export interface UnitCosts {
  /** Bytes of a frame on the stream, as a share of the OTLP it was made of. */
  readonly frameShare: ByKind;
  /** Bytes of a gzipped request, as a share of the same. */
  readonly wireShare: ByKind;
  /** Timestream writes (1 KB) a metric sample. */
  readonly timestreamWrites: ByBatch;
  /** Bytes a sample takes in the metric store. */
  readonly storedSampleBytes: number;
  /** Bytes of detector state a series that was seen for ten minutes. */
  readonly seriesStateBytes: number;
  /** Bytes of logs an invocation; the API's access log is ingest's. */
  readonly logBytes: Readonly<Record<'ingest' | 'classify' | 'detect' | 'archive', number>>;
}

export const unitCosts: UnitCosts = {
  frameShare: {
    log: { '1': 1.12, '10': 0.536, '100': 0.155, '1000': 0.0906 },
    metric: { '1': 1.2, '10': 0.66, '100': 0.222, '1000': 0.143 },
    span: { '1': 1.26, '10': 0.809, '100': 0.49, '1000': 0.431 },
  },
  wireShare: {
    log: { '1': 0.801, '10': 0.516, '100': 0.268, '1000': 0.227 },
    metric: { '1': 0.811, '10': 0.519, '100': 0.219, '1000': 0.168 },
    span: { '1': 0.835, '10': 0.694, '100': 0.547, '1000': 0.539 },
  },
  timestreamWrites: { '1': 1, '10': 0.1, '100': 0.04, '1000': 0.04 },
  storedSampleBytes: 196,
  seriesStateBytes: 234,
  logBytes: { ingest: 1000, classify: 723, detect: 717, archive: 704 },
};
