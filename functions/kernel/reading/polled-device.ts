/**
 * What Telegraf's inputs `snmp`, `redfish` and `snmp_trap` say of the devices they ask: which one it was, and what its numbers are.
 *
 * Points come without kinds and units; these names are from standards (IF-MIB, RFC 2863; Redfish's Thermal, Power and Drive), and so are
 * what they count. Units are OpenTelemetry's (https://opentelemetry.io/docs/specs/semconv/system/hardware-metrics/).
 */

/** What is known of a number by its name. */
export interface Measured {
  readonly unit?: string;
  /** It only grows, until the device starts anew. */
  readonly counter?: true;
}

const nothing: Measured = {};

const interfaceUnits: Readonly<Record<string, string>> = {
  Octets: 'By',
  Pkts: '{packet}',
  Errors: '{error}',
  Discards: '{packet}',
  UnknownProtos: '{packet}',
};
const interfaceCounter = /^if(?:HC)?(?:In|Out)(?:N?Ucast|Multicast|Broadcast)?(Octets|Pkts|Errors|Discards|UnknownProtos)$/;

const redfishUnits: ReadonlyMap<string, string> = new Map([
  ['reading_celsius', 'Cel'],
  ['reading_rpm', 'rpm'],
  ['reading_percent', '%'],
  ['reading_volts', 'V'],
  ['line_input_voltage', 'V'],
  ['capacity_bytes', 'By'],
  ['speed_gbs', 'Gbit/s'],
  ['interval_in_min', 'min'],
]);
/** Thresholds are in the unit of what they bound; a fan's may be either. */
const thresholdUnits: ReadonlyMap<string, string> = new Map([
  ['redfish_thermal_temperatures', 'Cel'],
  ['redfish_power_voltages', 'V'],
]);

const ofRedfish = (measurement: string, field: string): Measured => {
  const unit = redfishUnits.get(field) ?? (field.endsWith('_watts') ? 'W' : undefined);
  const bound = field.includes('_threshold_') ? thresholdUnits.get(measurement) : undefined;
  const known = unit ?? bound;
  return known === undefined ? nothing : { unit: known };
};

const isRedfish = (measurement: string): boolean => measurement.startsWith('redfish_');

/** What a field measures, as far as its name says so. */
export const measuredOf = (measurement: string, field: string): Measured => {
  if (isRedfish(measurement)) return ofRedfish(measurement, field);
  const unit = interfaceUnits[interfaceCounter.exec(field)?.[1] ?? ''];
  return unit === undefined ? nothing : { unit, counter: true };
};

/** The tags that name the device of a point, the best first; `host` is the machine Telegraf runs on. Elsewhere `agent_host` says it. */
export const deviceTags = (measurement: string): readonly string[] =>
  measurement === 'snmp_trap' ? ['source'] : isRedfish(measurement) ? ['source', 'address'] : [];
