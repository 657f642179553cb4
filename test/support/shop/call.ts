/** What every service of the shop does alike: serve a request, call another service, each in its span. */
import { type Attributes, type Context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { InstrumentedService } from './instrument.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The boundaries the HTTP semantic conventions advise, seconds. */
const boundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

export type ServeRequest = (
  parent: Context,
  method: string,
  route: string,
  work: (context: Context, span: Span) => Promise<number>,
) => Promise<number>;

/** A server span and its duration metric around `work`, which answers the HTTP status. */
export const server = (service: InstrumentedService, time: VirtualTime): ServeRequest => {
  const duration = service.meter.createHistogram('http.server.request.duration', {
    unit: 's',
    description: 'Duration of HTTP server requests.',
    advice: { explicitBucketBoundaries: boundaries },
  });
  return async (parent, method, route, work) => {
    const startTime = time.now();
    const attributes = { 'http.request.method': method, 'http.route': route };
    const span = service.tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, startTime, attributes }, parent);
    const status = await work(trace.setSpan(parent, span), span);
    span.setAttribute('http.response.status_code', status);
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(time.now());
    duration.record((time.now() - startTime) / 1000, { ...attributes, 'http.response.status_code': status });
    return status;
  };
};

/** The context another process has after reading this one's `traceparent` header. */
const received = (context: Context): Context => {
  const spanContext = trace.getSpanContext(context);
  return spanContext === undefined ? context : trace.setSpanContext(context, { ...spanContext, isRemote: true });
};

/** A client span around a call that answers a status; 0 stands for no answer at all. */
export const call = async (
  service: InstrumentedService,
  time: VirtualTime,
  parent: Context,
  name: string,
  attributes: Attributes,
  send: (context: Context) => Promise<number>,
): Promise<number> => {
  const span = service.tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime: time.now(), attributes }, parent);
  const status = await send(received(trace.setSpan(parent, span)));
  if (status > 0) span.setAttribute('http.response.status_code', status);
  if (status === 0) span.setAttribute('error.type', 'timeout');
  if (status === 0 || status >= 500)
    span.setStatus({ code: SpanStatusCode.ERROR, message: status === 0 ? 'deadline exceeded' : `status ${status}` });
  span.end(time.now());
  return status;
};
