/** How a load lies on the wire and on the stream. */
import { grouped } from '../replay/text-table.ts';
import { atBatch } from './interpolate.ts';
import type { Load } from './load.ts';
import type { Sheet } from './sheet.ts';
import { type SignalKind, signalKinds, type UnitCosts } from './unit-costs.ts';

export interface Packing {
  readonly requests: number;
  /** Bytes of one request as it arrives. */
  readonly requestBytes: number;
  readonly frames: number;
  /** Signals a frame. */
  readonly perFrame: number;
  readonly frameBytes: Readonly<Record<SignalKind, number>>;
  /** Bytes of an average frame. */
  readonly meanFrameBytes: number;
  readonly streamBytes: number;
  /** A mean over frames of something about their size. */
  meanOf(of: (bytes: number) => number): number;
}

/** Signals a frame holds at most; more make another. */
const mostPerFrame = 1_000;

export const packingOf = (
  { signalsPerSecond, batch, signalBytes, resourcesPerRequest, mix }: Load,
  costs: UnitCosts,
  sheet: Sheet,
): Packing => {
  const requests = sheet.note(
    'requests a second',
    'signals a second / batch',
    `${grouped(signalsPerSecond)} / ${batch}`,
    signalsPerSecond / batch,
  );
  const perFrame = sheet.note(
    'signals a frame',
    'batch / resources a request, at most 1,000',
    `${batch} / ${resourcesPerRequest}`,
    Math.min(mostPerFrame, batch / resourcesPerRequest),
  );
  const frames = sheet.note(
    'frames a second',
    'signals a second / signals a frame',
    `${grouped(signalsPerSecond)} / ${perFrame}`,
    signalsPerSecond / perFrame,
  );
  const weighted = (of: (kind: SignalKind) => number): number => signalKinds.reduce((sum, kind) => sum + mix[kind] * of(kind), 0);
  const wire = weighted((kind) => atBatch(costs.wireShare[kind], batch));
  const requestBytes = sheet.note(
    'bytes of a request',
    'batch × signal bytes × what gzip leaves',
    `${batch} × ${signalBytes} × ${wire.toFixed(3)}`,
    batch * signalBytes * wire,
  );
  const bytesOf = (kind: SignalKind): number => perFrame * signalBytes * atBatch(costs.frameShare[kind], perFrame);
  const frameBytes = { log: bytesOf('log'), metric: bytesOf('metric'), span: bytesOf('span') };
  const meanOf = (of: (bytes: number) => number): number => weighted((kind) => of(frameBytes[kind]));
  const meanFrameBytes = sheet.note(
    'bytes of a frame',
    'signals a frame × signal bytes × what framing leaves',
    `${perFrame} × ${signalBytes} × ${(meanOf((bytes) => bytes) / perFrame / signalBytes).toFixed(3)}`,
    meanOf((bytes) => bytes),
  );
  const streamBytes = sheet.note(
    'bytes a second on the stream',
    'frames a second × bytes of a frame',
    `${grouped(Math.round(frames))} × ${grouped(Math.round(meanFrameBytes))}`,
    frames * meanFrameBytes,
  );
  return { requests, requestBytes, frames, perFrame, frameBytes, meanFrameBytes, streamBytes, meanOf };
};
