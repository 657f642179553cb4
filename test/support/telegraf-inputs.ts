/** What Telegraf's inputs `snmp` and `redfish` make of what devices answer, written from their documentation, so that recordings of devices can be sent as they would come. */

/** A metric as Telegraf's JSON has it. Telegraf's own machine is `poller-1`, the device it asks `device-1`. */
export interface PolledMetric {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, number | string>>;
  readonly timestamp: number;
}

const timestamp = 1_764_000_000;

type Fields = Record<string, number | string>;

const ifTable = '1.3.6.1.2.1.2.2.1.';
const ifXTable = '1.3.6.1.2.1.31.1.1.1.';
/** Columns of IF-MIB by the number that stands behind their table's. */
const columns: Readonly<Record<string, string>> = {
  [`${ifTable}2`]: 'ifDescr',
  [`${ifTable}5`]: 'ifSpeed',
  [`${ifTable}7`]: 'ifAdminStatus',
  [`${ifTable}8`]: 'ifOperStatus',
  [`${ifTable}10`]: 'ifInOctets',
  [`${ifTable}13`]: 'ifInDiscards',
  [`${ifTable}14`]: 'ifInErrors',
  [`${ifTable}16`]: 'ifOutOctets',
  [`${ifTable}20`]: 'ifOutErrors',
  [`${ifXTable}1`]: 'ifName',
  [`${ifXTable}6`]: 'ifHCInOctets',
  [`${ifXTable}10`]: 'ifHCOutOctets',
  [`${ifXTable}18`]: 'ifAlias',
};
const tagColumns: ReadonlySet<string> = new Set(['ifDescr', 'ifName']);

/** Fields a metric is given at most here: an operator lists some, a recording holds thousands. */
const fieldsPerMetric = 100;

/** `OID|type|value`: 2 is an integer, 65, 66, 67 and 70 are counters, gauges and ticks, 4 is text and 6 an OID; `x` marks hexadecimal digits. */
const readingOf = (type: string, value: string): number | string | undefined => {
  const [kind = '', form = ''] = type.endsWith('x') ? [type.slice(0, -1), 'x'] : type.split(':');
  if (form !== '' && form !== 'x') return undefined;
  if (['2', '65', '66', '67', '70'].includes(kind)) return Number(value);
  const text = form === 'x' ? Buffer.from(value, 'hex').toString('utf8') : value;
  return kind === '4' || kind === '6' ? text : undefined;
};

/** The metrics of one collection of a device that was recorded in snmpsim's format: IF-MIB's interfaces as rows, all else as fields named by OID. */
export const snmpMetrics = (recording: string): readonly PolledMetric[] => {
  const interfaces = new Map<string, { readonly tags: Record<string, string>; readonly fields: Fields }>();
  const others: [string, number | string][] = [];
  for (const line of recording.split('\n')) {
    const [oid = '', type = '', ...rest] = line.trimEnd().split('|');
    const value = /^[\d.]+$/.test(oid) ? readingOf(type, rest.join('|')) : undefined;
    if (value === undefined || value === '') continue;
    const [, table = '', index = ''] = /^(1\.3\.6\.1\.2\.1\.(?:2\.2|31\.1\.1)\.1\.\d+)\.(\d+)$/.exec(oid) ?? [];
    const column = columns[table];
    if (column === undefined) {
      others.push([oid, value]);
      continue;
    }
    const row = interfaces.get(index) ?? { tags: { ifIndex: index }, fields: {} };
    interfaces.set(index, row);
    if (tagColumns.has(column)) row.tags[column] = String(value);
    else row.fields[column] = value;
  }
  const shared = { agent_host: 'device-1', host: 'poller-1' };
  const metrics: PolledMetric[] = [];
  for (const { tags, fields } of interfaces.values()) metrics.push({ name: 'interface', tags: { ...shared, ...tags }, fields, timestamp });
  for (let at = 0; at < others.length; at += fieldsPerMetric)
    metrics.push({ name: 'snmp', tags: shared, fields: Object.fromEntries(others.slice(at, at + fieldsPerMetric)), timestamp });
  return metrics.filter(({ fields }) => Object.keys(fields).length > 0);
};

interface RedfishPart {
  readonly MemberId?: string;
  readonly Name?: string;
  readonly Status?: { readonly State?: string; readonly Health?: string };
  readonly [field: string]: unknown;
}

export interface RedfishResource extends RedfishPart {
  readonly Fans?: readonly RedfishPart[];
  readonly Temperatures?: readonly RedfishPart[];
  readonly PowerSupplyRedundancy?: readonly RedfishPart[];
}

const thresholds: Readonly<Record<string, string>> = {
  upper_threshold_critical: 'UpperThresholdCritical',
  upper_threshold_fatal: 'UpperThresholdFatal',
  lower_threshold_critical: 'LowerThresholdCritical',
  lower_threshold_fatal: 'LowerThresholdFatal',
};

/** A metric of a part: tags that say which and how it is, fields by Telegraf's name. What the controller left out is left out. */
const metricOf = (name: string, part: RedfishPart, fields: Readonly<Record<string, unknown>>): PolledMetric[] => {
  const tags = {
    ...{ address: '10.0.9.20', source: 'device-1', host: 'poller-1' },
    ...{ member_id: part.MemberId, name: part.Name, state: part.Status?.State, health: part.Status?.Health },
  };
  const given = Object.entries(fields).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  if (given.length === 0) return [];
  const known = Object.entries(tags).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return [{ name, tags: Object.fromEntries(known), fields: Object.fromEntries(given), timestamp }];
};

const limitsOf = (part: RedfishPart): Record<string, unknown> =>
  Object.fromEntries(Object.entries(thresholds).map(([name, field]) => [name, part[field]]));

/** The metrics of one resource; none of those `redfish` does not read. */
export const redfishMetrics = (resource: RedfishResource): readonly PolledMetric[] => {
  const { Fans = [], Temperatures = [], PowerSupplyRedundancy = [] } = resource;
  const fan = (part: RedfishPart) => ({ [part['ReadingUnits'] === 'RPM' ? 'reading_rpm' : 'reading_percent']: part['Reading'] });
  const speed = resource['SpeedPercent'] as { readonly Reading?: unknown } | undefined;
  return [
    ...Fans.flatMap((part) => metricOf('redfish_thermal_fans', part, { ...fan(part), ...limitsOf(part) })),
    ...Temperatures.flatMap((part) =>
      metricOf('redfish_thermal_temperatures', part, { reading_celsius: part['ReadingCelsius'], ...limitsOf(part) }),
    ),
    ...metricOf('redfish_thermalsubsys_fans', resource, { reading_percent: speed?.Reading }),
    ...PowerSupplyRedundancy.flatMap((part) => {
      const group = part['RedundancyGroup'];
      return metricOf('redfish_powersubsys_redundancy', part, { redund_group_count: Array.isArray(group) ? group.length : undefined });
    }),
    ...metricOf('redfish_storage', resource, { capacity_bytes: resource['CapacityBytes'], speed_gbs: resource['NegotiatedSpeedGbs'] }),
  ];
};
