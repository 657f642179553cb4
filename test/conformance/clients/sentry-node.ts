/** Sentry's SDK for Node: everything it sends by itself and on request, through one DSN. */
import type { Signal } from '#kernel/signal.ts';
import { fromNpm } from '#test/conformance/programs/npm.ts';
import { type Client, type Door, runProgram } from './client.ts';

const isEvent = (signal: Signal, name: string, status: 'firing' | 'resolved'): boolean =>
  signal.kind === 'event' && signal.source === 'sentry' && signal.name === name && signal.status === status;

const isLog = (signal: Signal, body: string): boolean => signal.kind === 'log' && signal.body === body;
const isSpan = (signal: Signal, name: string): boolean => signal.kind === 'span' && signal.name === name;
const isMetric = (signal: Signal, name: string): boolean => signal.kind === 'metric' && signal.name === name;

const version = '10.78.0';

/** The DSN of a project; the key is the token, or any where nobody is asked. */
export const dsnOf = ({ url, token = '0123456789abcdef0123456789abcdef' }: Door): string => `${url.replace('//', `//${token}@`)}/1`;

export const sentryNode: Client = {
  name: 'Sentry Node',
  sends: 'envelopes',
  install: async () => {
    const folder = await fromNpm('sentry-node', [`@sentry/node@${version}`]);
    return { version, send: (door) => runProgram('sentry-node-program.ts', folder, dsnOf(door)) };
  },
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
