/** A function serves a request, and API Gateway has given it up meanwhile: the agent sends what was taken once more. */
import { jsonResponse } from '../../front/http-message.ts';
import type { RequestFault } from '../fault.ts';

export const lateApi: RequestFault = {
  id: 'late-api',
  title: 'requests served and answered with 503',
  strikes: 'request',
  rate: 0.1,
  fate: () => ({ instead: false, answer: jsonResponse(503, { message: 'Service Unavailable' }) }),
};
