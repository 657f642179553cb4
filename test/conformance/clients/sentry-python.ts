/** Sentry's SDK for Python: always gzipped, and the key in a header. */
import type { Signal } from '#kernel/signal.ts';
import { fromPyPi } from '#test/conformance/programs/python.ts';
import { type Client, runPython } from './client.ts';
import { dsnOf } from './sentry-node.ts';

const version = '2.64.0';

const isEvent = (signal: Signal, name: string): boolean => signal.kind === 'event' && signal.source === 'sentry' && signal.name === name;

export const sentryPython: Client = {
  name: 'Sentry Python',
  sends: 'envelopes, gzip',
  install: async () => {
    const folder = await fromPyPi('sentry-python', [`sentry-sdk==${version}`]);
    return { version, send: (door) => runPython('sentry_python_program.py', folder, dsnOf(door)) };
  },
  expected: [
    ['an exception', (signal) => isEvent(signal, 'ZeroDivisionError') && signal.resource.attributes['service.name'] === 'checkout'],
    ['a message', (signal) => isEvent(signal, 'disk nearly full')],
    ['a transaction', (signal) => signal.kind === 'span' && signal.name === 'GET /cart'],
    ['its child', (signal) => signal.kind === 'span' && signal.name === 'SELECT cart'],
    ['a log', (signal) => signal.kind === 'log' && signal.body === 'user u1 in'],
    ['a session', (signal) => signal.kind === 'metric' && signal.name === 'sentry.session.updates'],
  ],
};
