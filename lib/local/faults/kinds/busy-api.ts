/** API Gateway refuses a request, throttled or unavailable, before any function hears of it. */
import { jsonResponse } from '../../front/http-message.ts';
import type { RequestFault } from '../fault.ts';

export const busyApi: RequestFault = {
  id: 'busy-api',
  title: 'requests refused by API Gateway',
  strikes: 'request',
  rate: 0.3,
  fate: (_, random) => ({
    instead: true,
    answer: random() < 0.5 ? jsonResponse(429, { message: 'Too Many Requests' }) : jsonResponse(503, { message: 'Service Unavailable' }),
  }),
};
