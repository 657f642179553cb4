/**
 * Time zones: from instants to wall clocks and back, by the offsets that Intl knows.
 *
 * Offsets are looked up once and kept as spans between changes of the clock, so that a question costs well under a microsecond
 * where Intl takes two. Changes are found by probing every four days: a zone that changed its clock and back within four
 * days would be misread; no zone has since 1970.
 */
import { ConfigError } from '#kernel/errors.ts';

const hourMs = 3_600_000;
const probeMs = 4 * 24 * hourMs;
/** Probes to a block of the table. */
const probes = 16;
const blockMs = probes * probeMs;
/** Blocks that are kept of a zone: more than 175 years. */
const keptBlocks = 1000;

/** A time in which a zone's offset stays the same. All in milliseconds; local time is the instant plus the offset. */
interface Span {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly offset: number;
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  readonly blocks: Map<number, readonly Span[]>;
}

const zones = new Map<string, Zone>();

const zoneOf = (name: string): Zone => {
  const known = zones.get(name);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    const zone = { format, blocks: new Map<number, readonly Span[]>() };
    zones.set(name, zone);
    return zone;
  } catch (cause) {
    throw new ConfigError(`"${name}" is not a time zone.`, { cause, reason: 'time_zone' });
  }
};

/** Whether Intl knows the name. */
export const isTimeZone = (name: string): boolean => {
  try {
    return zoneOf(name).blocks instanceof Map;
  } catch {
    return false;
  }
};

/** Asks Intl: at whole seconds, which all changes of the clock are. */
const askOffset = ({ format }: Zone, at: number): number => {
  const [month, day, year, hour, minute, second] = (format.format(at).match(/\d+/g) ?? []).map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
};

/** The spans of one block of the table. */
const askSpans = (zone: Zone, block: number): readonly Span[] => {
  const spans: Span[] = [];
  const end = (block + 1) * blockMs;
  let from = block * blockMs;
  let offset = askOffset(zone, from);
  for (let probe = from + probeMs; probe <= end; probe += probeMs) {
    const later = askOffset(zone, probe);
    if (later === offset) continue;
    let [before, after] = [probe - probeMs, probe];
    while (after - before > 1000) {
      const middle = Math.floor((before + after) / 2000) * 1000;
      if (askOffset(zone, middle) === offset) before = middle;
      else after = middle;
    }
    if (after < end) {
      spans.push({ from, to: after, offset });
      [from, offset] = [after, later];
    }
  }
  spans.push({ from, to: end, offset });
  return spans;
};

const spansIn = (zone: Zone, block: number): readonly Span[] => {
  const known = zone.blocks.get(block);
  if (known !== undefined) return known;
  if (zone.blocks.size >= keptBlocks) zone.blocks.clear();
  const spans = askSpans(zone, block);
  zone.blocks.set(block, spans);
  return spans;
};

/** The offset of local time from UTC at an instant, in milliseconds: what to add. */
export const offsetAt = (name: string, at: number): number => {
  for (const { to, offset } of spansIn(zoneOf(name), Math.floor(at / blockMs))) if (at < to) return offset;
  return 0;
};

/** What the wall clock shows at an instant. */
export const wallClock = (name: string, at: number): number => at + offsetAt(name, at);

/** Local times and the instants they could be are never farther apart: Samoa skipped a day. */
const farthestMs = 27 * hourMs;

/** The spans that may hold a local time, in order. */
const spansAround = (name: string, local: number): readonly Span[] => {
  const zone = zoneOf(name);
  const [first, last] = [Math.floor((local - farthestMs) / blockMs), Math.floor((local + farthestMs) / blockMs)];
  return first === last ? spansIn(zone, first) : [...spansIn(zone, first), ...spansIn(zone, last)];
};

/**
 * The first instant at which the wall clock shows this local time or a later one. So a time that does not exist, because the
 * clock is put forward over it, is the moment of the change; of one that comes twice, because it is put back, it is the first.
 */
export const firstInstant = (name: string, local: number): number => {
  for (const { from, to, offset } of spansAround(name, local)) if (local - offset < to) return Math.max(local - offset, from);
  return local;
};

/**
 * The latest local time that the wall clock has shown until an instant: it stands still while a clock that was put back shows
 * times for the second time. `firstInstant(zone, local) <= at` exactly when `local <= latestLocal(zone, at)`.
 */
export const latestLocal = (name: string, at: number): number => {
  const spans = spansAround(name, at);
  let latest = Number.NEGATIVE_INFINITY;
  for (const { to, offset } of spans) {
    if (at < to) return Math.max(latest, at + offset);
    // What the clock showed last before it was changed: later than now, if it was put back just then.
    latest = Math.max(latest, to + offset - 1);
  }
  return latest;
};

/**
 * The instant of a local time as RFC 5545 (3.3.5) reads it: of one that comes twice the first; one that does not exist is
 * counted with the offset from before the change, so that 02:30 becomes 03:30.
 */
export const instantByOffsetBefore = (name: string, local: number): number => {
  const first = firstInstant(name, local);
  return wallClock(name, first) === local ? first : local - offsetAt(name, first - 1);
};
