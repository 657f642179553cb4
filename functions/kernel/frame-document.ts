/** The JSON document inside a frame: one group of columns a kind of signal. Writer and reader agree on this page. */
import type { AttributeTable } from './frame-attributes.ts';
import type { Column } from './frame-columns.ts';
import type { Resource, Scope } from './resource.ts';

/** Position is the code on the wire: append only. */
export const kindCodes = ['log', 'metric', 'span', 'event'] as const;
export const spanKindCodes = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export const statusCodes = ['unset', 'ok', 'error'] as const;
export const temporalityCodes = ['delta', 'cumulative'] as const;
export const metricTypeCodes = ['gauge', 'sum', 'histogram', 'exponential_histogram', 'summary', 'none'] as const;

/** Columns every kind has. `time` is relative to the signal before it in the group, the other times to the signal's own. */
interface Group {
  readonly count: number;
  readonly resource: Column;
  /** Index into `scopes`; -1 for none. */
  readonly scope: Column;
  readonly time: Column;
}

export interface LogGroup extends Group {
  readonly observed?: Column;
  readonly severityNumber: Column;
  readonly severityText?: Column;
  readonly body: Column;
  readonly eventName?: Column;
  readonly traceId?: Column | string;
  readonly spanId?: Column | string;
  readonly flags?: Column;
}

/** Name, unit, description, type, temporality (or -1), monotonic (0 or 1). */
export type Descriptor = readonly [string, string | null, string | null, number, number, number];

export interface MetricGroup extends Group {
  readonly descriptors: readonly Descriptor[];
  readonly descriptor: Column;
  /** Relative to the start before it in the group. */
  readonly start?: Column;
  /** A number for gauge and sum, a list for the others, null for `none`. */
  readonly data: Column;
  /** Bucket bounds of histograms, each distinct list once. */
  readonly bounds?: readonly (readonly unknown[])[];
  /** Lists of [time, value, has attributes, trace id, span id]. */
  readonly exemplars?: Column;
}

export interface SpanGroup extends Group {
  readonly name: Column;
  readonly traceId: Column | string;
  readonly spanId: Column | string;
  readonly parentSpanId?: Column | string;
  readonly traceState?: Column;
  readonly flags?: Column;
  readonly spanKind: Column;
  readonly end: Column;
  readonly statusCode: Column;
  readonly statusMessage?: Column;
  /** Lists of [time, name]; attributes are in the table. */
  readonly events?: Column;
  /** Lists of [trace id, span id, trace state]; attributes are in the table. */
  readonly links?: Column;
}

export interface EventGroup extends Group {
  readonly source: Column;
  readonly name: Column;
  /** 1 for resolved. */
  readonly resolved: Column;
  readonly severityText?: Column;
  readonly message?: Column;
}

export interface FrameDocument {
  readonly id: string;
  readonly partition: string;
  readonly receivedAt: number;
  /** Runs of [kind code, how many], in the signals' order. */
  readonly kinds: readonly (readonly [number, number])[];
  readonly resources: readonly Resource[];
  readonly scopes: readonly Scope[];
  readonly attributes: AttributeTable;
  readonly log?: LogGroup;
  readonly metric?: MetricGroup;
  readonly span?: SpanGroup;
  readonly event?: EventGroup;
}

/** More signals than this in one frame is not a frame of ours. */
export const maxSignals = 100_000;
