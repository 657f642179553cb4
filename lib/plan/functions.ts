/** What the functions of the way in would do a second: invocations, time, and how many work at once. */
import { modelledMs } from '#lib/local/meter/billed-time.ts';
import type { Settings } from '../constructs/settings.ts';
import { computeCostOf } from '../replay/bill/compute-costs.ts';
import { consumers, stateEverySeconds } from './deployed-settings.ts';
import type { Load } from './load.ts';
import type { Packing } from './packing.ts';
import type { Sheet } from './sheet.ts';

type StageName = 'ingest' | 'classify' | 'detect' | 'archive';

export interface FunctionPlan {
  readonly stage: StageName;
  readonly memoryMb: number;
  /** A second. */
  readonly invocations: number;
  /** Environments at work at once, on average. */
  readonly concurrency: number;
  readonly msPerInvocation: number;
}

/** An event of the API around its body; of the stream around each record. */
const apiEnvelopeBytes = 2_000;
const recordEnvelopeBytes = 420;
/** What Lambda hands over at once. */
const mostEventBytes = 6 * 1024 * 1024;
const base64 = 4 / 3;
/** PutRecords takes 5 MiB and 500 records (functions/adapters/kinesis). */
const putBytes = 5 * 1024 * 1024;
const putRecords = 500;
/** WriteRecords takes a hundred, of one resource each (functions/adapters/timestream). */
const recordsPerWrite = 100;

interface Work {
  readonly stage: StageName;
  readonly memoryMb: number;
  readonly invocations: number;
  readonly eventBytes: number;
  readonly calls: Readonly<Record<string, number>>;
}

const planOf = ({ stage, memoryMb, invocations, eventBytes, calls }: Work, sheet: Sheet): FunctionPlan => {
  // The model adds up, so a second's work gives a second's milliseconds.
  const work = { memoryMb, timeoutMs: 0, invocations, coldStarts: 0, timeouts: 0, eventBytes, calls: new Map(Object.entries(calls)) };
  const { msPerInvocation: own, msPerKilobyte } = computeCostOf(stage);
  const ms = modelledMs(work, computeCostOf(stage));
  const waits = Object.entries(calls).map(([service, count]) => `${count.toFixed(1)} ${service} calls`);
  const concurrency = sheet.note(
    `${stage} at once`,
    'a second’s work / 1 s: invocations, kilobytes of events, waiting for services',
    `(${invocations.toFixed(1)} × ${own} ms + ${(eventBytes / 1024).toFixed(0)} KB × ${msPerKilobyte} ms) × 1,769 / ${memoryMb} MB${waits.length > 0 ? ` + ${waits.join(' + ')}` : ''}`,
    ms / 1_000,
  );
  return { stage, memoryMb, invocations, concurrency, msPerInvocation: invocations === 0 ? 0 : ms / invocations };
};

/** Invocations a second of a consumer: by full batches, by the size of an event, or by the window of each of its lanes. */
const batches = (
  frames: number,
  eventBytes: number,
  lanes: number,
  { batch, windowSeconds }: (typeof consumers)[keyof typeof consumers],
): number => Math.max(frames / batch, eventBytes / mostEventBytes, Math.min(frames, lanes / windowSeconds));

export const functionsOf = (load: Load, packing: Packing, settings: Settings, lanes: number, sheet: Sheet): readonly FunctionPlan[] => {
  const { requests, requestBytes, frames, meanFrameBytes, perFrame } = packing;
  const puts = Math.max(1, (meanFrameBytes * load.resourcesPerRequest) / putBytes, load.resourcesPerRequest / putRecords);
  const eventBytes = frames * (meanFrameBytes * base64 + recordEnvelopeBytes);
  const consumer = (stage: 'classify' | 'detect' | 'archive', calls: (invocations: number) => Readonly<Record<string, number>>): Work => {
    const invocations = batches(frames, eventBytes, lanes, consumers[stage]);
    return { stage, memoryMb: settings.memory.stream, invocations, eventBytes, calls: calls(invocations) };
  };
  const resources = load.series / load.seriesPerResource;
  const stored = settings.metricStore === 'timestream' ? load.mix.metric * frames * Math.ceil(perFrame / recordsPerWrite) : 0;
  const works: readonly Work[] = [
    {
      ...{ stage: 'ingest', memoryMb: settings.memory.ingest, invocations: requests },
      ...{ eventBytes: requests * (requestBytes * base64 + apiEnvelopeBytes), calls: { kinesis: requests * puts } },
    },
    consumer('classify', () => ({})),
    consumer('detect', () => ({ dynamodb: resources / stateEverySeconds(0) })),
    consumer('archive', (invocations) => ({ s3: invocations, timestream: stored })),
  ];
  return works.map((work) => planOf(work, sheet));
};
