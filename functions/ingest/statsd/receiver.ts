/** StatsD's lines over HTTP, with DogStatsD's tags, events and service checks. */
import { countingAnswers } from '#kernel/reading/answers.ts';
import { createTally, decodedOf, ItemRefused, partCounter } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { readCheckLine, readEventLine } from './event-line.ts';
import { readMetricLine } from './metric-line.ts';
import { createTagPlacer } from './place-tags.ts';
import { createSeriesBook } from './series.ts';

/** Characters a line may have: no datagram is longer. */
const maxLine = 65_536;

/** Lines that are refused are named up to here; more are only counted. */
const namedLines = 100;

/** Parts a refused line or an event counts as: it costs as much as ten others. */
const costlyParts = 10;

const decode = ({ body }: ReceiverRequest): Decoded => {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const tally = createTally();
  const part = partCounter();
  const series = createSeriesBook(createTagPlacer(), part);
  const events: Signal[] = [];
  const costly = (): void => {
    for (let at = 0; at < costlyParts; at += 1) part();
  };
  const read = (line: string): void => {
    if (line.length > maxLine) throw new ItemRefused(`longer than ${maxLine} characters`);
    if (!line.startsWith('_e{') && !line.startsWith('_sc|')) {
      series.add(readMetricLine(line));
      return;
    }
    costly();
    events.push(line.startsWith('_e{') ? readEventLine(line) : readCheckLine(line));
  };
  let number = 0;
  let refused = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
    start = end + 1;
    number += 1;
    if (line === '') continue;
    part();
    try {
      read(line);
    } catch (error) {
      if (!(error instanceof ItemRefused)) throw error;
      costly();
      refused += 1;
      tally.refuse(refused > namedLines ? `further lines: ${error.message}` : `line ${number}: ${error.message}`);
    }
  }
  return decodedOf([...series.signals(), ...events], tally);
};

export const statsd = {
  id: 'statsd',
  routes: ['POST /statsd'],
  decode,
  ...countingAnswers(),
} as const satisfies Receiver;
