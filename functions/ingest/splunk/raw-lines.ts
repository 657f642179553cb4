/** HEC's raw endpoint: lines of text, whose metadata stands in the query. */
import { partCounter } from '#kernel/reading/tally.ts';
import { textLines } from '#kernel/reading/text-lines.ts';
import { nanosOfSeconds } from '#kernel/reading/time-text.ts';
import type { Decoded, ReceiverRequest } from '#kernel/receiver.ts';
import type { LogSignal } from '#kernel/signal.ts';
import { HecError } from './hec-answers.ts';
import { resourceMaker } from './metadata.ts';

/** A log record a line that is not blank; HecError where there is none. */
export const readRawLines = ({ body, query }: Pick<ReceiverRequest, 'body' | 'query'>): Decoded => {
  const part = partCounter();
  const resource = resourceMaker()(query);
  const timeUnixNano = nanosOfSeconds(query['time']);
  const signals: LogSignal[] = [];
  for (const line of textLines(body)) {
    part();
    signals.push({ kind: 'log', timeUnixNano, resource, attributes: {}, severityNumber: 0, body: line });
  }
  if (signals.length === 0) throw new HecError(5);
  return { signals, rejected: [] };
};
