/** Every receiver there is, and which one serves a request. */
import type { Receiver } from '#kernel/receiver.ts';
import { alertmanager } from './alertmanager/receiver.ts';
import { awsEvents } from './aws-events/receiver.ts';
import { cloudevents } from './cloudevents/receiver.ts';
import { collectd } from './collectd/receiver.ts';
import { datadog } from './datadog/receiver.ts';
import { createFirehose } from './firehose/receiver.ts';
import { grafana } from './grafana/receiver.ts';
import { influx } from './influx/receiver.ts';
import { kubernetesEvents } from './kubernetes-events/receiver.ts';
import { readProtobufMetrics } from './otlp/protobuf-metrics.ts';
import { otlp } from './otlp/receiver.ts';
import { pagerduty } from './pagerduty/receiver.ts';
import { prometheusRemoteWrite } from './prometheus-remote-write/receiver.ts';
import { sentry } from './sentry/receiver.ts';
import { splunk } from './splunk/receiver.ts';
import { statsd } from './statsd/receiver.ts';
import { telegraf } from './telegraf/receiver.ts';

export const receivers = [
  otlp,
  alertmanager,
  awsEvents,
  cloudevents,
  collectd,
  datadog,
  createFirehose(readProtobufMetrics),
  grafana,
  influx,
  kubernetesEvents,
  pagerduty,
  prometheusRemoteWrite,
  sentry,
  splunk,
  statsd,
  telegraf,
] as const satisfies readonly Receiver[];

/** Whether a path fits a route's, whose `{name}` segments fit anything but nothing. */
const fits = (route: string, path: string): boolean => {
  const wanted = route.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((part, at) => (part.startsWith('{') ? given[at] !== '' : part === given[at]));
};

/** Whether a route as API Gateway writes it, `POST /api/{project}/envelope/`, serves a request. */
export const servesRoute = (route: string, method: string, path: string): boolean => {
  const [routeMethod, routePath = ''] = route.split(' ', 2);
  return routeMethod === method && fits(routePath, path);
};

/** The receiver of a request, by its routes. */
export const receiverFor = (method: string, path: string): Receiver | undefined =>
  receivers.find((receiver) => receiver.routes.some((route) => servesRoute(route, method, path)));
