/** A finding about something that will have run out, or will not after all. */
import { conditionLabels } from '#kernel/condition-labels.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom, type Labels } from '#kernel/fingerprint.ts';
import type { Frame } from '#kernel/frame.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Severity } from '#kernel/severity.ts';
import type { Outlook } from './outlook.ts';
import type { Watch } from './watch.ts';

/** What of a reading a finding tells. */
export interface Measured {
  readonly key: string;
  readonly name: string;
  readonly at: number;
  readonly value: number;
  readonly unit: string;
  readonly labels: () => Labels;
  readonly signals: readonly string[];
  readonly count: number;
}

/** A forecast that is told. */
export interface ForecastChange {
  readonly frame: Frame;
  readonly reading: Measured;
  readonly watch: Watch;
  readonly status: Finding['status'];
  readonly severity: Severity;
  /** When it was first told; ms epoch. */
  readonly since: number;
  readonly outlook: Outlook | undefined;
  readonly limit: number | undefined;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const units = [
  [day, 'day'],
  [hour, 'hour'],
  [minute, 'minute'],
] as const;

const round = (value: number): string => String(value >= 100 ? Math.round(value) : Number(value.toPrecision(2)));

const number = (value: number): string => String(Number(value.toPrecision(4)));

/** `3 days (2.1 to 4.6)`: the median with the interval, in the largest unit of which the median has two. */
const timeLeft = ({ earliest, median, latest }: Pick<Outlook, 'earliest' | 'median' | 'latest'>, at: number): string => {
  const left = median - at;
  const [size, unit] = units.find(([each]) => left >= 2 * each) ?? [minute, 'minute'];
  const inUnits = (time: number): string => round(Math.max(0, time - at) / size);
  const middle = inUnits(median);
  const text = `${middle} ${unit}${middle === '1' ? '' : 's'}`;
  if (latest - earliest < 0.02 * Math.max(minute, left)) return text;
  return `${text} (${inUnits(earliest)} to ${Number.isFinite(latest) ? inUnits(latest) : 'later than can be told'})`;
};

const where = (reading: Measured): string => {
  const labels = Object.entries(reading.labels()).slice(0, 4);
  return `${reading.name}${labels.length === 0 ? '' : ` {${labels.map(([label, value]) => `${label}=${value}`).join(', ')}}`}`;
};

const reasonOf = ({ reading, watch, status, since, outlook, limit }: ForecastChange): string => {
  const unit = reading.unit === '' ? '' : ` ${reading.unit}`;
  const first = new Date(since).toISOString();
  if (status === 'resolved')
    return `${where(reading)} is ${number(reading.value)}${unit}: not on the way to its limit any more, as was said since ${first}.`;
  if (outlook === undefined) return '';
  if (watch.values !== 'level') return `${where(reading)} says so itself: ${timeLeft(outlook, reading.at)} are left.`;
  const moves = `${outlook.perDay >= 0 ? 'grows' : 'falls'} by ${number(Math.abs(outlook.perDay))}${unit} a day since ${new Date(outlook.since).toISOString()}`;
  return `${where(reading)} is ${number(reading.value)}${unit} and ${moves}; it reaches ${number(limit ?? 0)}${unit} in ${timeLeft(outlook, reading.at)}, with 90 % probability; says ${outlook.forecaster}.`;
};

/** The finding's id follows from series, hour and status: whoever evaluates the same hour again says the same. */
export const forecastFinding = (change: ForecastChange): Finding => {
  const { frame, reading, watch, status, severity, since, outlook } = change;
  const resource = frame.signals[0]?.resource.attributes ?? {};
  const labels = conditionLabels(`${reading.name} forecast ${watch.name}`, resource, reading.labels());
  const service = labels['service.name'] ?? 'unknown service';
  const when = status === 'resolved' || outlook === undefined ? 'no longer foreseen' : `in ${timeLeft(outlook, reading.at)}`;
  return {
    id: idFrom('forecast', frame.partition, reading.key, String(Math.floor(reading.at / hour)), status),
    kind: 'forecast',
    status,
    severity,
    category: watch.category,
    confidence: 0.9,
    fingerprint: fingerprint(labels),
    labels,
    title: readableText(`${service}: ${watch.says} ${when}`, 200),
    reason: readableText(reasonOf(change), 500),
    startsAt: since,
    lastSeenAt: reading.at,
    ...(status === 'firing' && outlook !== undefined ? { expectedAt: outlook.median } : {}),
    receivedAt: frame.receivedAt,
    source: `detect/forecast/${watch.values === 'level' ? (outlook?.forecaster ?? 'none') : 'countdown'}`,
    evidence: { signals: reading.signals.slice(0, 10), count: reading.count },
  };
};
