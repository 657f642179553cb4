/** A program that uses Sentry's SDK; run with the folder that holds it, and a DSN. Prints what the SDK says of it. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Told } from './client.ts';

interface Scope {
  addAttachment(attachment: { filename: string; data: Uint8Array }): void;
  setTag(name: string, value: string): void;
  setExtra(name: string, value: string): void;
}

type RecordDropped = (reason: string, category: string, count?: number) => void;

interface SentryClient {
  recordDroppedEvent: RecordDropped;
  on(hook: 'afterSendEvent', listener: (event: unknown, response: { readonly statusCode?: number }) => void): void;
}

/** What is used of `@sentry/node`, which is not a dependency of this project. */
interface Sentry {
  init(options: Readonly<Record<string, unknown>>): SentryClient;
  makeNodeTransport(options: { readonly recordDroppedEvent: RecordDropped }): unknown;
  captureException(error: Error): void;
  captureMessage(message: string, level: string): void;
  withScope(run: (scope: Scope) => void): void;
  startSpan<Result>(span: { name: string; op: string }, run: () => Result): Result;
  readonly logger: { info(message: string, parameters: readonly string[]): void };
  readonly metrics: { count(name: string, value: number): void };
  captureCheckIn(checkIn: { monitorSlug: string; status: string; checkInId?: string }): string;
  startSession(): void;
  endSession(): void;
  flush(timeoutMs: number): Promise<boolean>;
  close(timeoutMs: number): Promise<boolean>;
}

const [, , folder = '', dsn = ''] = process.argv;
const sentry = createRequire(join(folder, 'package.json'))('@sentry/node') as Sentry;
const problems: string[] = [];
const counters = { 'events sent': 0, dropped: 0 };

/** The client and its transport each note what they drop; `after` is what they would have done with it. */
const noting =
  (after: RecordDropped): RecordDropped =>
  (reason, category, count) => {
    counters.dropped += count ?? 1;
    problems.push(`${category} dropped: ${reason}`);
    after(reason, category, count);
  };

const client = sentry.init({
  dsn,
  release: 'checkout@1.4.2',
  environment: 'prod',
  tracesSampleRate: 1,
  enableLogs: true,
  transport: (options: { readonly recordDroppedEvent: RecordDropped }) =>
    sentry.makeNodeTransport({ ...options, recordDroppedEvent: noting(options.recordDroppedEvent) }),
});
client.recordDroppedEvent = noting(client.recordDroppedEvent.bind(client));
client.on('afterSendEvent', (_, { statusCode }) => {
  counters['events sent'] += 1;
  if (statusCode !== 200) problems.push(`an event was answered with ${statusCode}`);
});

sentry.startSession();
sentry.captureException(new RangeError('cart total is negative'));
sentry.captureMessage('disk nearly full', 'warning');
sentry.startSpan({ name: 'GET /cart', op: 'http.server' }, () => sentry.startSpan({ name: 'SELECT cart', op: 'db' }, () => undefined));
sentry.logger.info('user u1 in', []);
sentry.metrics.count('orders', 3);
const checkInId = sentry.captureCheckIn({ monitorSlug: 'nightly', status: 'in_progress' });
sentry.captureCheckIn({ monitorSlug: 'nightly', status: 'error', checkInId });
sentry.captureCheckIn({ monitorSlug: 'nightly', status: 'ok' });
sentry.withScope((scope) => {
  scope.addAttachment({ filename: 'dump.bin', data: new Uint8Array([0, 10, 13, 255, 123]) });
  sentry.captureException(new Error('with an attachment'));
});
sentry.withScope((scope) => {
  scope.setTag('size', 'large');
  for (let at = 0; at < 100; at += 1) scope.setExtra(`extra-${at}`, 'x'.repeat(1_000));
  sentry.captureException(new Error('large'));
});
sentry.endSession();

if (!((await sentry.flush(20_000)) && (await sentry.close(20_000)))) problems.push('its flush failed');
const told: Told = { counters, problems };
process.stdout.write(JSON.stringify(told));
