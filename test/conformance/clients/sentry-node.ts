/** Sentry's SDK for Node: everything it sends by itself and on request, through one DSN. */
import type { Signal } from '#kernel/signal.ts';
import { type Client, runProgram } from './client.ts';

const isEvent = (signal: Signal, name: string, status: 'firing' | 'resolved'): boolean =>
  signal.kind === 'event' && signal.source === 'sentry' && signal.name === name && signal.status === status;

const isLog = (signal: Signal, body: string): boolean => signal.kind === 'log' && signal.body === body;
const isSpan = (signal: Signal, name: string): boolean => signal.kind === 'span' && signal.name === name;
const isMetric = (signal: Signal, name: string): boolean => signal.kind === 'metric' && signal.name === name;

export const sentryNode: Client = {
  id: 'sentry-node',
  name: '@sentry/node 10.78.0',
  packages: ['@sentry/node@10.78.0'],
  send: (folder, url) => runProgram('sentry-node-program.ts', folder, `${url.replace('//', '//0123456789abcdef0123456789abcdef@')}/1`),
  expected: [
    ['an exception', (signal) => isEvent(signal, 'RangeError', 'firing') && signal.resource.attributes['service.name'] === 'checkout'],
    ['a message', (signal) => isEvent(signal, 'disk nearly full', 'firing')],
    ['a transaction', (signal) => isSpan(signal, 'GET /cart')],
    ['its child', (signal) => isSpan(signal, 'SELECT cart')],
    ['a log', (signal) => isLog(signal, 'user u1 in')],
    ['a metric', (signal) => isMetric(signal, 'orders')],
    ['a check-in that began', (signal) => isLog(signal, 'The monitored job nightly began.')],
    ['a check-in that failed', (signal) => isEvent(signal, 'nightly', 'firing')],
    ['a check-in that is well', (signal) => isEvent(signal, 'nightly', 'resolved')],
    ['a session', (signal) => isMetric(signal, 'sentry.session.updates')],
    ['an attachment, counted', (signal) => isMetric(signal, 'sentry.not_kept.items')],
    ['a large event, gzipped', (signal) => isEvent(signal, 'Error', 'firing') && signal.attributes['label.size'] === 'large'],
  ],
};
