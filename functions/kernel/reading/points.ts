/**
 * InfluxDB's and Telegraf's points as signals: a measurement with tags, fields and a time, whichever encoding it came in.
 *
 * Names follow influx2otel, which the OpenTelemetry Collector's influxdb receiver uses (https://github.com/influxdata/influxdb-observability):
 * a number is the gauge `<measurement>_<field>`, except that a field `gauge` or `counter` is named by the measurement alone, and a
 * field of the measurement `prometheus` by itself. influx2otel drops booleans and strings; here booleans are 1 and 0, and the
 * strings of a point are one log record.
 */
import type { Resource } from '#kernel/resource.ts';
import type { LogSignal, MetricData, MetricSignal, Signal } from '#kernel/signal.ts';
import { resourceAttributeOf, resourceFromLabels } from './label-resource.ts';
import { maxAttributes } from './limits.ts';
import { deviceTags, type Measured, measuredOf } from './polled-device.ts';
import { maxTrapVariables, trapSignal } from './snmp-trap.ts';
import { type AttributeDraft, type Draft, setAttribute } from './values.ts';

export type FieldValue = number | boolean | string;

/** One point, filled anew for each: lists are longer than what counts of them. */
export class PointDraft {
  measurement = '';
  /** Nanoseconds since the epoch; 0 where the source gave none. */
  time = 0n;
  readonly tagKeys: string[] = [];
  readonly tagValues: string[] = [];
  tagCount = 0;
  readonly fieldKeys: string[] = [];
  readonly fieldValues: FieldValue[] = [];
  fieldCount = 0;

  begin(measurement: string): void {
    this.measurement = measurement;
    this.time = 0n;
    this.tagCount = 0;
    this.fieldCount = 0;
  }

  tag(key: string, value: string): void {
    this.tagKeys[this.tagCount] = key;
    this.tagValues[this.tagCount++] = value;
  }

  field(key: string, value: FieldValue): void {
    this.fieldKeys[this.fieldCount] = key;
    this.fieldValues[this.fieldCount++] = value;
  }
}

/** A resource, and the tags about it that found no place in it. */
interface KnownResource {
  readonly resource: Resource;
  readonly left: readonly (readonly [string, string])[];
}

const knownResource = (pairs: readonly (readonly [string, string])[]): KnownResource => {
  const attributes = resourceFromLabels(pairs);
  return { resource: { attributes }, left: pairs.filter(([tag, value]) => attributes[resourceAttributeOf(tag) ?? tag] !== value) };
};

/** `instance` is the drive or the process of a Windows counter in Telegraf, no instance of a service. */
const saysWho = (tag: string): boolean => tag !== 'instance' && resourceAttributeOf(tag) !== undefined;

/** The name of a field's metric, and what is known of it. */
interface KnownField extends Measured {
  readonly name: string;
}

/** What the points of a measurement have in common. */
interface KnownMeasurement {
  readonly fields: Map<string, KnownField>;
  /** The tags that name the device a point is about, the best first. */
  readonly devices: readonly string[];
}

/** SNMP's names of a network interface, where OpenTelemetry has one. */
const attributeNameOf = (tag: string, point: PointDraft): string =>
  tag === 'ifName' || (tag === 'ifDescr' && tagOf(point, 'ifName') === undefined) ? 'network.interface.name' : tag;

/** Adds the signals of a point. Says in a sentence part why it cannot, and adds nothing then. */
export type AddPoint = (point: PointDraft, signals: Signal[]) => string | undefined;

/** For the points of one request. `source` is the prefix of what the source alone has; `part` counts parts of the request. */
export const createPointMapper = (source: string, part: () => void): AddPoint => {
  const tagsAboutResource = new Map<string, boolean>();
  const resources = new Map<string, KnownResource>();
  const measurements = new Map<string, KnownMeasurement>();

  const aboutResource = (tag: string): boolean => {
    let known = tagsAboutResource.get(tag);
    if (known === undefined) {
      known = saysWho(tag);
      tagsAboutResource.set(tag, known);
    }
    return known;
  };

  const knownMeasurement = (name: string): KnownMeasurement => {
    let found = measurements.get(name);
    if (found === undefined) {
      found = { fields: new Map(), devices: deviceTags(name) };
      measurements.set(name, found);
    }
    return found;
  };

  const knownField = ({ fields }: KnownMeasurement, measurement: string, field: string): KnownField => {
    let found = fields.get(field);
    if (found === undefined) {
      const whole = measurement === 'prometheus' ? field : `${measurement}_${field}`;
      const counter = field === 'counter' && { counter: true as const };
      found = { name: field === 'gauge' || field === 'counter' ? measurement : whole, ...measuredOf(measurement, field), ...counter };
      fields.set(field, found);
    }
    return found;
  };

  /** Puts the tags where they belong: into `attributes`, and into the resource that is returned. */
  const placeTags = (point: PointDraft, { devices }: KnownMeasurement, attributes: AttributeDraft): Resource => {
    const { tagKeys, tagValues, tagCount } = point;
    let identity = '';
    let pairs: (readonly [string, string])[] | undefined;
    const device = devices.length === 0 ? undefined : devices.find((tag) => tagOf(point, tag) !== undefined);
    for (let at = 0; at < tagCount; at += 1) {
      const tag = tagKeys[at] as string;
      const key = tag === device ? 'agent_host' : tag;
      const value = tagValues[at] as string;
      if (aboutResource(key)) {
        identity += `${key.length}:${value.length}:${key}${value}`;
        pairs ??= [];
        pairs.push([key, value]);
      } else setAttribute(attributes, attributeNameOf(key, point), value);
    }
    let found = resources.get(identity);
    if (found === undefined) {
      found = knownResource(pairs ?? []);
      resources.set(identity, found);
    }
    for (const [key, value] of found.left) setAttribute(attributes, key, value);
    return found.resource;
  };

  return (point, signals) => {
    const wrong = flawOf(point);
    if (wrong !== undefined) return wrong;
    const { measurement, fieldKeys, fieldValues, fieldCount, time } = point;
    const attributes: AttributeDraft = {};
    const kind = knownMeasurement(measurement);
    const resource = placeTags(point, kind, attributes);
    if (measurement === 'snmp_trap') {
      if (point.tagCount + fieldCount > maxTrapVariables) return `more than ${maxTrapVariables} tags and variables`;
      for (let at = 0; at < fieldCount; at += 1) part();
      signals.push(trapSignal(point, resource));
      return undefined;
    }
    let texts = 0;
    for (let at = 0; at < fieldCount; at += 1) {
      part();
      const value = fieldValues[at] as FieldValue;
      if (typeof value === 'string') {
        texts += 1;
        continue;
      }
      const field = fieldKeys[at] as string;
      const { name, unit, counter } = knownField(kind, measurement, field);
      const data = counter === true ? counterData(point, Number(value)) : ({ type: 'gauge', value: Number(value) } as const);
      const metric: Draft<MetricSignal> = { kind: 'metric', timeUnixNano: time, resource, attributes, name, data };
      if (unit !== undefined) metric.unit = unit;
      signals.push(metric);
    }
    if (texts > 0) signals.push(logOf(point, source, resource, attributes));
    return undefined;
  };
};

/** What is wrong with a point as a whole. A tag given twice would let one series pass for another. */
const flawOf = ({ measurement, tagKeys, tagCount, fieldKeys, fieldValues, fieldCount }: PointDraft): string | undefined => {
  if (measurement === '') return 'no measurement';
  if (fieldCount === 0) return 'no fields';
  if (tagCount > maxAttributes) return `more than ${maxAttributes} tags`;
  let texts = 0;
  for (let at = 0; at < fieldCount; at += 1) {
    if (typeof fieldValues[at] === 'string') texts += 1;
    if (fieldKeys[at] === '') return 'a field without a name';
  }
  if (texts + tagCount >= maxAttributes) return `more than ${maxAttributes - 1} tags and texts`;
  return givenTwice(tagKeys, tagCount) ? 'a tag is given twice' : undefined;
};

const givenTwice = (keys: readonly string[], count: number): boolean => {
  if (count > 16) return new Set(keys.slice(0, count)).size < count;
  for (let at = 1; at < count; at += 1) {
    const key = keys[at];
    for (let before = 0; before < at; before += 1) if (keys[before] === key) return true;
  }
  return false;
};

const tagOf = ({ tagKeys, tagValues, tagCount }: PointDraft, key: string): string | undefined => {
  const at = tagKeys.indexOf(key);
  return at === -1 || at >= tagCount ? undefined : tagValues[at];
};

/** A field `counter` is a Prometheus counter, others are SNMP's; Telegraf's statsd input marks its own as delta. */
const counterData = (point: PointDraft, value: number): MetricData => ({
  type: 'sum',
  value,
  temporality: tagOf(point, 'temporality') === 'delta' ? 'delta' : 'cumulative',
  monotonic: true,
});

/** The texts of a point: its `message` where it has one (syslog, tail, docker_log), else all of them by name. */
const logOf = (point: PointDraft, source: string, resource: Resource, attributes: AttributeDraft): LogSignal => {
  const { measurement, fieldKeys, fieldValues, fieldCount, time } = point;
  const draft: AttributeDraft = { ...attributes };
  setAttribute(draft, `${source}.measurement`, measurement);
  const pairs: string[] = [];
  let message: string | undefined;
  let severity = tagOf(point, 'severity') ?? tagOf(point, 'level');
  for (let at = 0; at < fieldCount; at += 1) {
    const field = fieldKeys[at] as string;
    const value = fieldValues[at];
    if (typeof value !== 'string') continue;
    if (field === 'message') message = value;
    else setAttribute(draft, `${source}.${field}`, value);
    if (field === 'severity' || field === 'level') severity ??= value;
    pairs.push(`${field}=${value}`);
  }
  const log: Draft<LogSignal> = {
    kind: 'log',
    timeUnixNano: time,
    resource,
    attributes: draft,
    severityNumber: 0,
    body: message ?? `${measurement} ${pairs.join(' ')}`,
  };
  if (severity !== undefined && severity !== '') log.severityText = severity;
  return log;
};
