/** One TimeSeries message of either version into metric signals: a sample or a histogram each become one. */
import { ItemRefused, type Tally } from '#kernel/reading/tally.ts';
import type { Draft } from '#kernel/reading/values.ts';
import type { WireReader } from '#kernel/reading/wire-reader.ts';
import type { Exemplar, MetricData, MetricSignal } from '#kernel/signal.ts';
import { type GapCounter, gapCounter } from './buckets.ts';
import { readExemplar } from './exemplars.ts';
import { Identities, type Identity } from './identity.ts';
import type { LabelReader } from './labels.ts';
import { createCumulative, floatData, type Metadata } from './metric-kind.ts';
import { readHistogram } from './native-histogram.ts';
import { wasStale } from './stale.ts';
import { createTimes } from './times.ts';

/** Where the versions differ within a series. */
export interface Dialect {
  readonly histogramTag: number;
  readonly exemplarTag: number;
  readonly labels: () => LabelReader;
  /** What else of a series' fields tells of it: 2.0 has metadata and a start with each. */
  readonly metadata: (name: string, own: Metadata | undefined) => Metadata;
  readonly readMetadata?: (r: WireReader, end: number) => Metadata;
}

const sampleTag = 0x12;
const metadataTag = 0x2a;
const createdTag = 0x30;

/** What of a request its signals do not tell. */
export interface Counts {
  staleHistograms: number;
  /** Signals without a sample, there for their exemplars. */
  carriers: number;
}

const none: MetricData = { type: 'none' };

interface Head {
  readonly identity: Identity;
  readonly metadata: Metadata;
  readonly start: bigint;
  readonly cumulative: boolean;
}

/** What a series is, before its samples. `first` and `last` are where its labels lie, `items` where what follows them begins. */
interface Found {
  metadata: Metadata | undefined;
  created: number | string;
  exemplars: boolean;
  first: number;
  last: number;
  items: number;
}

/** Reads the series of one request, one after the other. */
export class SeriesReader {
  readonly signals: Draft<MetricSignal>[] = [];
  readonly counts: Counts = { staleHistograms: 0, carriers: 0 };
  private readonly r: WireReader;
  private readonly dialect: Dialect;
  private readonly tally: Tally;
  private readonly labels: LabelReader;
  private readonly exemplarLabels: LabelReader;
  private readonly identities = new Identities();
  private readonly cumulative = createCumulative();
  private readonly timeOf = createTimes();
  private readonly gap: GapCounter = gapCounter();
  /** Of each series with samples: where its labels lie, and its last signal. Looked up only for exemplars that came apart. */
  private readonly places: number[] = [];
  private readonly apart: { readonly key: string; readonly head: Head; readonly exemplars: readonly Exemplar[] }[] = [];

  constructor(r: WireReader, dialect: Dialect, tally: Tally) {
    this.r = r;
    this.dialect = dialect;
    this.tally = tally;
    this.labels = dialect.labels();
    this.exemplarLabels = dialect.labels();
  }

  /** Reads the series up to `end`; what is wrong with it is counted, not thrown. */
  read(end: number): void {
    const { r } = this;
    r.part();
    const start = r.position;
    try {
      this.readSeries(end);
    } catch (error) {
      if (!(error instanceof ItemRefused)) throw error;
      this.tally.refuse(error.message, Math.max(1, this.itemsIn(start, end)));
    }
    r.position = end;
  }

  private readSeries(end: number): void {
    const { r, dialect } = this;
    const found = this.readFields(end);
    const identity = this.identities.of(this.labels);
    const metadata = dialect.metadata(identity.name, found.metadata);
    const cumulative = this.cumulative(identity.name, metadata.type);
    const head: Head = { identity, metadata, start: found.created === 0 ? 0n : this.timeOf(found.created), cumulative };
    const before = this.signals.length;
    r.position = found.items;
    while (r.position < end) {
      const tag = r.tag();
      if (tag === sampleTag) this.sample(r.block(end), head);
      else if (tag === dialect.histogramTag) this.one(r.block(end), head, this.histogram);
      else r.skip(tag, end);
    }
    if (this.signals.length > before) this.places.push(found.first, found.last, this.signals.length - 1);
    if (found.exemplars) this.readExemplars(end, head, found);
  }

  /** Labels and what stands beside them; samples and exemplars are passed over. */
  private readFields(end: number): Found {
    const { r, dialect, labels } = this;
    labels.clear();
    const found: Found = { metadata: undefined, created: 0, exemplars: false, first: -1, last: -1, items: end };
    while (r.position < end) {
      const at = r.position;
      const tag = r.tag();
      if (tag === 0x0a || tag === 0x08) {
        labels.read(r, tag, end);
        if (found.first < 0) found.first = at;
        found.last = r.position;
      } else if (tag === metadataTag && dialect.readMetadata !== undefined) found.metadata = dialect.readMetadata(r, r.block(end));
      else if (tag === createdTag && dialect.readMetadata !== undefined) found.created = r.int64();
      else {
        if (tag === dialect.exemplarTag) found.exemplars = true;
        if (found.items === end) found.items = at;
        r.skip(tag, end);
      }
    }
    r.close(end);
    labels.finish();
    return found;
  }

  /** Reads one sample, histogram or exemplar; one that is refused leaves its neighbours. */
  private one(stop: number, head: Head, read: (stop: number, head: Head) => void): void {
    try {
      read(stop, head);
    } catch (error) {
      this.refuse(error);
    }
    this.r.position = stop;
  }

  /** A sample as `one` reads it, without a call by reference: most items are samples. */
  private sample(stop: number, head: Head): void {
    try {
      this.readSample(stop, head);
    } catch (error) {
      this.refuse(error);
    }
    this.r.position = stop;
  }

  private refuse(error: unknown): void {
    if (!(error instanceof ItemRefused)) throw error;
    this.tally.refuse(error.message);
  }

  private readSample(stop: number, head: Head): void {
    const { r } = this;
    r.part();
    let value = 0;
    let stale = false;
    let millis: number | string = 0;
    let start: number | string = 0;
    while (r.position < stop) {
      const tag = r.tag();
      if (tag === 0x09) {
        value = r.double();
        stale = wasStale(r, value);
      } else if (tag === 0x10) millis = r.int64();
      else if (tag === 0x18) start = r.int64();
      else r.skip(tag, stop);
    }
    r.close(stop);
    this.emit(head, millis, start, stale ? none : floatData(value, head.cumulative));
  }

  private readonly histogram = (stop: number, head: Head): void => {
    const { time, start, data } = readHistogram(this.r, stop, this.gap);
    this.emit(head, time, start, data);
    if (data.type === 'none') this.counts.staleHistograms += 1;
  };

  private emit(head: Head, millis: number | string, start: number | string, data: MetricData): void {
    const { identity, metadata } = head;
    const signal: Draft<MetricSignal> = {
      kind: 'metric',
      timeUnixNano: this.timeOf(millis),
      resource: identity.resource,
      attributes: identity.attributes,
      name: identity.name,
      data,
    };
    if (metadata.unit !== '') signal.unit = metadata.unit;
    if (metadata.help !== '') signal.description = metadata.help;
    const from = start === 0 ? head.start : this.timeOf(start);
    if (from !== 0n) signal.startTimeUnixNano = from;
    this.signals.push(signal);
  }

  private readExemplars(end: number, head: Head, { first, last, items }: Found): void {
    const { r } = this;
    const exemplars: Exemplar[] = [];
    const read = (stop: number): void => {
      exemplars.push(readExemplar(r, stop, this.exemplarLabels, this.timeOf));
    };
    r.position = items;
    while (r.position < end) {
      const tag = r.tag();
      if (tag === this.dialect.exemplarTag) this.one(r.block(end), head, read);
      else r.skip(tag, end);
    }
    if (exemplars.length > 0) this.apart.push({ key: this.keyOf(first, last), head, exemplars });
  }

  /** Equal labels of one sender are equal bytes. */
  private keyOf(first: number, last: number): string {
    return this.r.bytes.toString('latin1', first, last);
  }

  /**
   * Gives exemplars to the last sample of their series: Prometheus sends them in a TimeSeries of their own. Without any sample in
   * the request they come as a signal that says no value.
   */
  finish(): void {
    if (this.apart.length === 0) return;
    const { signals, places } = this;
    const lastOf = new Map<string, number>();
    for (let at = 0; at < places.length; at += 3)
      lastOf.set(this.keyOf(places[at] as number, places[at + 1] as number), places[at + 2] as number);
    for (const { key, head, exemplars } of this.apart) {
      let place = lastOf.get(key);
      if (place === undefined) {
        this.emit(head, 0, 0, none);
        this.counts.carriers += 1;
        place = signals.length - 1;
        lastOf.set(key, place);
        (signals[place] as Draft<MetricSignal>).timeUnixNano = (exemplars.at(-1) as Exemplar).timeUnixNano;
      }
      const signal = signals[place] as Draft<MetricSignal>;
      signal.exemplars = signal.exemplars === undefined ? exemplars : [...signal.exemplars, ...exemplars];
    }
  }

  /** Samples, histograms and exemplars of a series that is refused. */
  private itemsIn(start: number, end: number): number {
    const { r, dialect } = this;
    let items = 0;
    r.position = start;
    while (r.position < end) {
      const tag = r.tag();
      if (tag === sampleTag || tag === dialect.histogramTag || tag === dialect.exemplarTag) items += 1;
      r.skip(tag, end);
    }
    return items;
  }
}
