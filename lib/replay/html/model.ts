/** What the page draws: plain data, the same for Node, which makes it, and for the browser, which draws it. Times in milliseconds since the start of the run. */

/** What a colour stands for. */
export type Tone = 'critical' | 'warning' | 'info' | 'good' | 'person' | 'accent';

interface TimelineBar {
  readonly from: number;
  readonly to: number;
  readonly tone: Tone;
  readonly text: string;
}

interface TimelineMark {
  readonly at: number;
  readonly tone: Tone;
  readonly text: string;
}

/** One line of an incident's timeline. */
export interface TimelineRow {
  readonly label: string;
  readonly bars: readonly TimelineBar[];
  readonly marks: readonly TimelineMark[];
}

/** One incident's way. */
export interface Timeline {
  readonly rows: readonly TimelineRow[];
}

/** One series as its detector saw it; the arrays are parallel. */
export interface Series {
  readonly title: string;
  readonly unit: string;
  readonly at: readonly number[];
  readonly values: readonly number[];
  /** What would have been unsurprising; null while the detector was warming up and judged nothing. */
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  /** Indexes of anomalous samples. */
  readonly anomalous: readonly number[];
  /** When findings say that it was in alarm. */
  readonly alarms: readonly { readonly from: number; readonly to: number }[];
}

/** Logs of one kind over time. */
export interface Sparkline {
  readonly tone: Tone;
  /** How many, a bucket each. */
  readonly counts: readonly number[];
}

/** Where things went, in one unit. */
export interface Flow {
  /** What is counted: `signals`. */
  readonly unit: string;
  readonly nodes: readonly { readonly name: string; readonly tone: Tone }[];
  /** Places in `nodes`. */
  readonly links: readonly { readonly source: number; readonly target: number; readonly value: number }[];
}

/** Bars of parts: a row each, a part of it for each name. */
export interface StackedBars {
  readonly unit: 'dollars' | 'share';
  readonly rows: readonly string[];
  readonly parts: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/** Everything that is drawn; texts are telemetry's own, and are only ever set as text. */
export interface Charts {
  readonly durationMs: number;
  readonly timelines: readonly Timeline[];
  readonly series: readonly Series[];
  /** Milliseconds a bucket of the sparklines is wide. */
  readonly bucketMs: number;
  readonly sparklines: readonly Sparkline[];
  readonly flows: readonly Flow[];
  readonly bars: readonly StackedBars[];
}
