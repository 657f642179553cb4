/** InfluxDB line protocol over HTTP, as Telegraf and InfluxDB's clients write it: APIs of version 1 and 2. */
import { createPointMapper } from '#kernel/reading/points.ts';
import { createTally, malformed, partCounter } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { describe, refusedAnswer, version1Path, writtenAnswer } from './answers.ts';
import { LineReader } from './line-reader.ts';

/** Nanoseconds a unit, as version 2 of the API spells it. */
const units2: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
]);

/** As version 1 does. */
const units1: ReadonlyMap<string, bigint> = new Map([
  ...units2,
  ['n', 1n],
  ['u', 1_000n],
  ['µ', 1_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

/** Lines that are refused are named up to here; more are only counted. */
const namedLines = 100;

const unitOf = ({ path, query }: ReceiverRequest): bigint => {
  const units = path === version1Path ? units1 : units2;
  const unit = units.get(query['precision'] || 'ns');
  if (unit === undefined) throw malformed(`The precision of timestamps is one of ${[...units.keys()].join(', ')}.`);
  return unit;
};

const decode = (request: ReceiverRequest): Decoded => {
  const tally = createTally();
  const part = partCounter();
  const lines = new LineReader(request.body, unitOf(request));
  const add = createPointMapper('influx', part);
  const signals: Signal[] = [];
  let refused = 0;
  for (let found = lines.next(); found !== 'end'; found = lines.next()) {
    part();
    const flaw = found === 'point' ? add(lines.point, signals) : lines.flaw;
    if (flaw === undefined) continue;
    refused += 1;
    tally.refuse(refused > namedLines ? `lines after line ${namedLines} of the refused: ${flaw}` : `line ${lines.flawLine}: ${flaw}`);
  }
  const rejected = tally.rejections();
  if (signals.length === 0 && refused > 0) throw malformed(describe(rejected));
  return { signals, rejected };
};

export const influx = {
  id: 'influx',
  routes: ['POST /api/v2/write', 'POST /write'],
  decode,
  accepted: (request, decoded) => writtenAnswer(request.path, decoded.rejected),
  refused: (request, error, retryAfter) => refusedAnswer(request.path, error, retryAfter),
} as const satisfies Receiver;
