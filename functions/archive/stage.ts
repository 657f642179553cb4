/** Archives every signal: one object a shard and batch, and metric samples to the metric store. */
import { archiveKey, packArchiveObject } from '#kernel/archive-object.ts';
import type { Frame } from '#kernel/frame.ts';
import type { Archive, MetricStore, Quarantine } from '#kernel/ports.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { emptyReport, type StageReport } from '#kernel/stage-report.ts';
import { quarantineRejected } from './rejected-samples.ts';

/** What of a stream record the archive needs. */
export interface ArchiveRecord {
  readonly frame: Frame;
  readonly bytes: Uint8Array;
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** What archive needs of the outside world. */
export interface ArchivePorts {
  readonly archive: Archive;
  readonly metricStore: MetricStore;
  readonly quarantine: Quarantine;
}

const isMetric = (signal: Frame['signals'][number]): signal is MetricSignal => signal.kind === 'metric';

/** What is remembered of a record until the batch is written: logs and spans lie in the bytes, and decoded may be a thousand times as large. */
interface Taken extends Omit<ArchiveRecord, 'frame'> {
  readonly receivedAt: number;
  readonly count: number;
  readonly samples: readonly MetricSignal[];
}

/** Writes one shard's records: the object first, so that whatever the metric store refuses is already kept. */
const archiveShard = async (ports: ArchivePorts, records: readonly [Taken, ...Taken[]]): Promise<StageReport> => {
  const [first] = records;
  const last = records.at(-1) ?? first;
  const key = archiveKey({
    receivedAt: first.receivedAt,
    shardId: first.shardId,
    firstSequenceNumber: first.sequenceNumber,
    lastSequenceNumber: last.sequenceNumber,
  });
  await ports.archive.put(key, packArchiveObject(records.map((record) => record.bytes)));
  const produced = records.reduce((count, record) => count + record.count, 0);

  // The later of two samples of one series and time stays, however often either comes again.
  const samples = records.flatMap(({ samples: own, receivedAt: version }) => own.map((sample) => ({ sample, version })));
  const { rejected } = samples.length > 0 ? await ports.metricStore.write(samples) : { rejected: [] };
  if (rejected.length === 0) return { ...emptyReport, produced };
  await quarantineRejected(ports.quarantine, `${first.shardId}-${first.sequenceNumber}`, rejected);
  return { ...emptyReport, produced, suppressed: { metric_store_rejected: rejected.length } };
};

/** The archive stage: `take` remembers a record, `flush` writes what was taken and reports signals archived as `produced`. */
export const archiveStage = (ports: ArchivePorts) => {
  let taken: Taken[] = [];
  return {
    take: async ({ frame, bytes, shardId, sequenceNumber }: ArchiveRecord): Promise<StageReport> => {
      const count = frame.signals.length;
      taken.push({ bytes, shardId, sequenceNumber, receivedAt: frame.receivedAt, count, samples: frame.signals.filter(isMetric) });
      return { ...emptyReport, received: count };
    },
    flush: async (): Promise<StageReport> => {
      const records = taken;
      // Whatever happens below, a failed batch comes again whole.
      taken = [];
      const [first, ...rest] = records;
      return first === undefined ? emptyReport : archiveShard(ports, [first, ...rest]);
    },
  };
};
