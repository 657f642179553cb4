/** Logs of one kind, level and resource within a frame. */
import { isKeptFromModels } from '#kernel/compliance.ts';
import { type LogSignal, toMillis } from '#kernel/signal.ts';

/** What its logs have in common, and what of them is shown. */
export interface LogGroup {
  readonly questionId: string;
  readonly clusterId: string;
  /** The masked message of the first. */
  readonly masked: string;
  /** What else of the text the verdict rests on. */
  readonly mark: string;
  /** Evidence beside the message, in words. */
  readonly evidence: string;
  /** That of the band of levels. */
  readonly severityNumber: number;
  readonly first: LogSignal;
  /** The message of the first. */
  readonly text: string;
  /** Indexes in the frame. */
  readonly indexes: number[];
  /** Milliseconds since the epoch: the earliest and the latest of them. */
  startsAt: number;
  lastSeenAt: number;
  /** Whether one of them must not be shown to a model: then nothing of the group may be. */
  keptFromModels: boolean;
}

type Common = Pick<LogGroup, 'questionId' | 'clusterId' | 'masked' | 'mark' | 'evidence' | 'severityNumber' | 'text'>;

/** A group around its first log; `index` is the log's place in the frame. */
export const startGroup = (common: Common, first: LogSignal, index: number): LogGroup => {
  const at = toMillis(first.timeUnixNano);
  return { ...common, first, indexes: [index], startsAt: at, lastSeenAt: at, keptFromModels: isKeptFromModels(first) };
};

/** Changes the group. */
export const joinGroup = (group: LogGroup, signal: LogSignal, index: number): void => {
  const at = toMillis(signal.timeUnixNano);
  group.indexes.push(index);
  group.startsAt = Math.min(group.startsAt, at);
  group.lastSeenAt = Math.max(group.lastSeenAt, at);
  group.keptFromModels ||= isKeptFromModels(signal);
};
