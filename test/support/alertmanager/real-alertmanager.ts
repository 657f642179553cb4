/** Plays a case on the real binary, in real time, with real webhooks. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, createServer as createPort } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedCase, SentNotification, Step } from './case.ts';

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

interface WebhookAlert {
  readonly status: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly fingerprint: string;
}

const notificationOf = (hook: string, body: string, atMs: number, t0: number): SentNotification => {
  const { alerts, notification_reason, ...message } = JSON.parse(body) as Omit<
    SentNotification,
    'hook' | 'atMs' | 'notificationReason' | 'alerts'
  > & {
    readonly alerts: readonly WebhookAlert[];
    readonly notification_reason: string;
  };
  return {
    ...message,
    hook,
    atMs,
    notificationReason: notification_reason,
    alerts: alerts.map(({ startsAt, endsAt, status, labels, annotations, fingerprint }) => ({
      status,
      labels,
      annotations,
      fingerprint,
      startsAtMs: Date.parse(startsAt) - t0,
      endsAtMs: endsAt.startsWith('0001-') ? null : Date.parse(endsAt) - t0,
    })),
  };
};

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createPort().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });

const listening = (server: Server): Promise<number> =>
  new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });

const isReady = async (url: string): Promise<void> => {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (
      await fetch(`${url}/-/ready`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
    await pause(50);
  }
  throw new Error('Alertmanager does not get ready.');
};

const json = (method: string, body?: unknown): RequestInit => ({
  method,
  ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
});

/** What was due at the end may come so late; less than until the next tick. */
const lateMs = 100;

/** The case's calls, each at its time. */
const play = async (recorded: RecordedCase, url: string, t0: number): Promise<void> => {
  const ids = new Map<string, string>();
  const time = (ms: number): string => new Date(t0 + ms).toISOString();
  const take = async (step: Step): Promise<void> => {
    if (step.alerts !== undefined) {
      const alerts = step.alerts.map(({ startsAtMs, endsAtMs, ...alert }) => ({
        ...alert,
        ...(startsAtMs === undefined ? {} : { startsAt: time(startsAtMs) }),
        ...(endsAtMs === undefined ? {} : { endsAt: time(endsAtMs) }),
      }));
      await fetch(`${url}/api/v2/alerts`, json('POST', alerts));
    }
    if (step.silence !== undefined) {
      const { matchers, startsAtMs = step.atMs, endsAtMs, ref } = step.silence;
      const silence = { matchers, startsAt: time(startsAtMs), endsAt: time(endsAtMs), createdBy: 'case', comment: 'case' };
      const answer = (await (await fetch(`${url}/api/v2/silences`, json('POST', silence))).json()) as { silenceID?: string };
      if (ref !== undefined && answer.silenceID !== undefined) ids.set(ref, answer.silenceID);
    }
    if (step.expireSilence !== undefined) {
      const id = ids.get(step.expireSilence);
      if (id !== undefined) await fetch(`${url}/api/v2/silence/${id}`, json('DELETE'));
    }
  };
  for (const step of recorded.timeline) {
    await pause(Math.max(0, t0 + step.atMs - Date.now()));
    await take(step);
  }
  await pause(Math.max(0, t0 + recorded.runMs + lateMs - Date.now()));
};

/** Whoever stops the comparison stops the programs it started. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const program of running) program.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** What a real run sent, and when it began. */
export interface RealRun {
  readonly t0: string;
  readonly sent: readonly SentNotification[];
}

export const playForReal = async (recorded: RecordedCase, binary: string): Promise<RealRun> => {
  const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  const sent: SentNotification[] = [];
  const requests = new Map<string, number>();
  let t0 = 0;
  // Never hangs up: a message into a connection that was just closed would come again, half a second later.
  const hooks = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const atMs = Date.now() - t0;
    const hook = decodeURIComponent((request.url ?? '').slice(1));
    const notification = notificationOf(hook, await bodyOf(request), atMs, t0);
    sent.push(notification);
    const counted = recorded.repliesByGroup === true ? `${hook} ${notification.groupKey}` : hook;
    const script = recorded.hooks?.[hook] ?? [{ status: 200 }];
    const count = requests.get(counted) ?? 0;
    requests.set(counted, count + 1);
    response.writeHead(script[Math.min(count, script.length - 1)]?.status ?? 200).end();
  });
  let program: ChildProcess | undefined;
  try {
    const hookPort = await listening(hooks);
    const port = await freePort();
    const file = join(folder, 'alertmanager.yml');
    writeFileSync(file, JSON.stringify(recorded.config).replaceAll('http://hook/', `http://127.0.0.1:${hookPort}/`));
    const flags = [
      '--cluster.listen-address=',
      `--web.listen-address=127.0.0.1:${port}`,
      `--storage.path=${folder}`,
      `--config.file=${file}`,
      '--log.level=error',
    ];
    program = spawn(binary, flags, { stdio: 'ignore', env: { TZ: 'UTC', GOMAXPROCS: '2' } });
    running.add(program);
    const url = `http://127.0.0.1:${port}`;
    await isReady(url);
    t0 = Date.now();
    await play(recorded, url, t0);
    return { t0: new Date(t0).toISOString(), sent: sent.filter(({ atMs }) => atMs <= recorded.runMs + lateMs) };
  } finally {
    program?.kill('SIGKILL');
    if (program !== undefined) running.delete(program);
    hooks.closeAllConnections();
    hooks.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
