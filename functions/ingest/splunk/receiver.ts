/** Splunk's HTTP Event Collector, HEC (https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector). */
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import { readEvents } from './events.ts';
import { failure, HecError, healthy, success } from './hec-answers.ts';
import { readRawLines } from './raw-lines.ts';

const raw: ReadonlySet<string> = new Set(['/services/collector/raw', '/services/collector/raw/1.0']);
const health: ReadonlySet<string> = new Set(['/services/collector/health', '/services/collector/health/1.0']);
const acknowledgements = '/services/collector/ack';

const decode = (request: ReceiverRequest): Decoded => {
  if (health.has(request.path)) return { signals: [], rejected: [] };
  // Nothing is accepted before it is stored, so there is nothing left to ask for.
  if (request.path === acknowledgements) throw new HecError(14);
  return raw.has(request.path) ? readRawLines(request) : readEvents(request.body);
};

export const splunk = {
  id: 'splunk',
  routes: [
    'POST /services/collector',
    'POST /services/collector/event',
    'POST /services/collector/event/1.0',
    'POST /services/collector/raw',
    'POST /services/collector/raw/1.0',
    `POST ${acknowledgements}`,
    'GET /services/collector/health',
    'GET /services/collector/health/1.0',
  ],
  decode,
  accepted: ({ path }) => (health.has(path) ? healthy() : success()),
  refused: (_, error, retryAfter) => failure(error, retryAfter),
} as const satisfies Receiver;
