/** A metric sample as a line of InfluxDB's protocol: the metric's name is the measurement, labels are tags, its values are fields. */
import { areFinite, metricFields } from '#kernel/metric-fields.ts';
import { seriesLabels } from '#kernel/series-labels.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { storedText } from './names.ts';

/** What InfluxDB's storage takes [P: `models/points.go` and `models/time.go` of InfluxDB 2]: 65,535 bytes, the field's name and a separator among them. */
const maxKeyBytes = 65_535 - 64;
const minTime = -(2n ** 63n) + 2n;
const maxTime = 2n ** 63n - 2n;

/** The text of a measurement: a comma or blank would end it. */
const measurement = (text: string): string => storedText(text).replace(/[ ,]/g, String.raw`\$&`);
/** The text of a tag's key or value. */
const tag = (text: string): string => storedText(text).replace(/[ ,=]/g, String.raw`\$&`);

/** Why there can be no line. */
interface Unfit {
  readonly reason: string;
}

/** The line without its end; why InfluxDB could not take it; or undefined for a sample without a value. Fields are floats, as a field's first value settles its type for good. */
export const toLine = (sample: MetricSignal): string | Unfit | undefined => {
  const { data, name, timeUnixNano: time } = sample;
  const fields = metricFields(data);
  if (fields.size === 0) return undefined;
  if (name === '') return { reason: 'There is no name.' };
  if (!areFinite(fields)) return { reason: 'The value is not finite.' };
  if (time < minTime || time > maxTime) return { reason: 'The time is beyond 64 bits of nanoseconds.' };
  const tags = Object.entries(seriesLabels(sample)).map(([key, value]) => `,${tag(key)}=${tag(value)}`);
  const key = `${measurement(name)}${tags.join('')}`;
  if (Buffer.byteLength(key) > maxKeyBytes) return { reason: `Name and labels are longer than ${maxKeyBytes} bytes.` };
  return `${key} ${[...fields].map(([field, value]) => `${field}=${value}`).join(',')} ${time}`;
};
