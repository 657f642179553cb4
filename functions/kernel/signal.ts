/** One normalised item of telemetry. Timestamps are exact nanoseconds since the Unix epoch. */
import type { Attributes, AttributeValue, Resource, Scope } from './resource.ts';

/** What every signal has. */
interface SignalBase {
  /** When it happened; the observed time where the source gave none. */
  readonly timeUnixNano: bigint;
  readonly resource: Resource;
  readonly scope?: Scope;
  readonly attributes: Attributes;
}

/** One log record. */
export interface LogSignal extends SignalBase {
  readonly kind: 'log';
  readonly observedTimeUnixNano?: bigint;
  /** OpenTelemetry's 1 to 24; 0 = unspecified. */
  readonly severityNumber: number;
  readonly severityText?: string;
  readonly body: AttributeValue;
  readonly eventName?: string;
  /** 32 lower-case hex digits. */
  readonly traceId?: string;
  /** 16 lower-case hex digits. */
  readonly spanId?: string;
  readonly flags?: number;
}

/** Since the sample before, or since the start. */
export type Temporality = 'delta' | 'cumulative';

/** Values counted between fixed bounds. */
export interface Histogram {
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  /** n bounds and n + 1 counts, or both empty. */
  readonly explicitBounds: readonly number[];
  readonly bucketCounts: readonly number[];
}

/** Values counted between powers of 2^(2^-scale). */
export interface ExponentialHistogram {
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly zeroThreshold?: number;
  readonly positive?: { readonly offset: number; readonly bucketCounts: readonly number[] };
  readonly negative?: { readonly offset: number; readonly bucketCounts: readonly number[] };
}

/** Quantiles the sender computed itself. */
export interface Summary {
  readonly count: number;
  readonly sum: number;
  readonly quantiles: readonly { readonly quantile: number; readonly value: number }[];
}

/** One of the values behind a sample, with the span it came from. */
export interface Exemplar {
  readonly timeUnixNano: bigint;
  readonly value: number;
  readonly attributes?: Attributes;
  readonly traceId?: string;
  readonly spanId?: string;
}

/** What a metric sample measured; `none` is a point flagged "no recorded value". */
export type MetricData =
  | { readonly type: 'gauge'; readonly value: number }
  | { readonly type: 'sum'; readonly value: number; readonly temporality: Temporality; readonly monotonic: boolean }
  | { readonly type: 'histogram'; readonly value: Histogram; readonly temporality: Temporality }
  | { readonly type: 'exponential_histogram'; readonly value: ExponentialHistogram; readonly temporality: Temporality }
  | { readonly type: 'summary'; readonly value: Summary }
  | { readonly type: 'none' };

/** One sample of one series. */
export interface MetricSignal extends SignalBase {
  readonly kind: 'metric';
  readonly name: string;
  readonly unit?: string;
  readonly description?: string;
  readonly startTimeUnixNano?: bigint;
  readonly data: MetricData;
  readonly exemplars?: readonly Exemplar[];
}

/** Something that happened within a span. */
export interface SpanEvent {
  readonly timeUnixNano: bigint;
  readonly name: string;
  readonly attributes: Attributes;
}

/** Another span that a span belongs with. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState?: string;
  readonly attributes: Attributes;
}

/** Who began it: `server` and `consumer` spans answer a `client` or `producer` elsewhere. */
export type SpanKind = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** One operation with its duration; `timeUnixNano` is its start. */
export interface SpanSignal extends SignalBase {
  readonly kind: 'span';
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly flags?: number;
  readonly spanKind: SpanKind;
  readonly endTimeUnixNano: bigint;
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message?: string };
  readonly events?: readonly SpanEvent[];
  readonly links?: readonly SpanLink[];
}

/** Something another system already judged: a Sentry error, an Alertmanager alert, a Kubernetes event. */
export interface EventSignal extends SignalBase {
  readonly kind: 'event';
  /** The system that judged, e.g. `alertmanager`. */
  readonly source: string;
  readonly name: string;
  readonly status: 'firing' | 'resolved';
  /** The source's own word for how bad it is, untranslated. */
  readonly severityText?: string;
  readonly message?: string;
}

export type Signal = LogSignal | MetricSignal | SpanSignal | EventSignal;
export type SignalKind = Signal['kind'];

/** Milliseconds since the epoch, rounded down: what clocks, tables and people use. */
export const toMillis = (unixNano: bigint): number => Number(unixNano / 1_000_000n);
