/** Splunk's HTTP Event Collector, HEC (https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector). */
import type { Receiver } from '#kernel/receiver.ts';
import { readEvents } from './events.ts';
import { failure, success } from './hec-answers.ts';
import { readRawLines } from './raw-lines.ts';

export const splunk = {
  id: 'splunk',
  routes: ['POST /services/collector', 'POST /services/collector/event', 'POST /services/collector/raw'],
  decode: (request) => (request.path === '/services/collector/raw' ? readRawLines(request) : readEvents(request.body)),
  accepted: success,
  refused: (_, error, retryAfter) => failure(error, retryAfter),
} as const satisfies Receiver;
