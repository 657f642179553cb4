/** Writes remote write requests, given as JSON in the messages' own field names, in protobuf: our own, and simple rather than fast. */
import { double, type Field, integer, message, text, type Write, zigzag } from '#test/support/otlp-writer.ts';

const zigzag64: Write = (value: number | bigint) => integer(BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n)) as never);

const label = message(() => ({ name: [1, 2, text], value: [2, 2, text] }));
const sample = message(() => ({ value: [1, 1, double], timestamp: [2, 0, integer], start_timestamp: [3, 0, integer] }));
const span = message(() => ({ offset: [1, 0, zigzag], length: [2, 0, integer] }));
const histogram = message(() => ({
  count_int: [1, 0, integer],
  count_float: [2, 1, double],
  sum: [3, 1, double],
  schema: [4, 0, zigzag],
  zero_threshold: [5, 1, double],
  zero_count_int: [6, 0, integer],
  zero_count_float: [7, 1, double],
  negative_spans: [8, 2, span, 'repeated'],
  negative_deltas: [9, 0, zigzag64, 'packed'],
  negative_counts: [10, 1, double, 'packed'],
  positive_spans: [11, 2, span, 'repeated'],
  positive_deltas: [12, 0, zigzag64, 'packed'],
  positive_counts: [13, 1, double, 'packed'],
  reset_hint: [14, 0, integer],
  timestamp: [15, 0, integer],
  custom_values: [16, 1, double, 'packed'],
  start_timestamp: [17, 0, integer],
}));
const exemplar = (labels: Record<string, Field>) => message(() => ({ ...labels, value: [2, 1, double], timestamp: [3, 0, integer] }));

const labels: Record<string, Field> = { labels: [1, 2, label, 'repeated'] };
const references: Record<string, Field> = { labels_refs: [1, 0, integer, 'packed'] };

/** A `prometheus.WriteRequest`. */
export const writeRequest1 = message(() => ({
  timeseries: [
    1,
    2,
    message(() => ({
      ...labels,
      samples: [2, 2, sample, 'repeated'],
      exemplars: [3, 2, exemplar(labels), 'repeated'],
      histograms: [4, 2, histogram, 'repeated'],
    })),
    'repeated',
  ],
  metadata: [
    3,
    2,
    message(() => ({ type: [1, 0, integer], metric_family_name: [2, 2, text], help: [4, 2, text], unit: [5, 2, text] })),
    'repeated',
  ],
})) as (json: object) => Buffer;

/** An `io.prometheus.write.v2.Request`. */
export const writeRequest2 = message(() => ({
  symbols: [4, 2, text, 'repeated'],
  timeseries: [
    5,
    2,
    message(() => ({
      ...references,
      samples: [2, 2, sample, 'repeated'],
      histograms: [3, 2, histogram, 'repeated'],
      exemplars: [4, 2, exemplar(references), 'repeated'],
      metadata: [5, 2, message(() => ({ type: [1, 0, integer], help_ref: [3, 0, integer], unit_ref: [4, 0, integer] }))],
      created_timestamp: [6, 0, integer],
    })),
    'repeated',
  ],
})) as (json: object) => Buffer;
