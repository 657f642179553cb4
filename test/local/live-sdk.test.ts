/** `npm start` as a team meets it: an OpenTelemetry SDK without any endpoint reaches it, and a burst of errors becomes an incident. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
const started: ChildProcess[] = [];

interface Running {
  readonly process: ChildProcess;
  output(): string;
  readonly ended: Promise<number | null>;
}

const run = (script: string, ...args: readonly string[]): Running => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('OTEL_') && name !== 'NO_COLOR'));
  const child = spawn(process.execPath, [script, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { process: child, output: () => output, ended: new Promise((resolve) => child.on('close', resolve)) };
};

/** Waits for something to be true; fails with what was there instead. */
const eventually = async <Value>(
  read: () => Promise<Value> | Value,
  isGood: (value: Value) => boolean,
  withinMs: number,
): Promise<Value> => {
  const until = Date.now() + withinMs;
  for (;;) {
    const value = await read();
    if (isGood(value)) return value;
    if (Date.now() > until) throw new Error(`It did not come to be within ${withinMs} ms: ${JSON.stringify(value)}`);
    await sleep(100);
  }
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

const portIsFree = await isFree(4318);

describe('npm start', () => {
  it('says in one line what to do when its port is taken', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
    );
    const warden = run('bin/warden.ts', 'start', '--port', String(port));
    expect(await warden.ended).toBe(2);
    expect(warden.output()).toContain(`Port ${port} is taken`);
    expect(warden.output()).not.toMatch(/^\s+at /m);
    other.close();
  });

  // Another program on 4318 would get what is sent here: then there is nothing to test.
  it.skipIf(!portIsFree)(
    'receives an SDK with no endpoint configured, and shows its errors as an incident within seconds (skipped when port 4318 is busy)',
    async () => {
      const warden = run('bin/warden.ts', 'start');
      await eventually(warden.output, (output) => output.includes('Listening on http://127.0.0.1:4318'), 90_000);
      const program = run('test/support/unconfigured-program.ts');
      expect(await program.ended).toBe(0);
      expect(program.output()).toBe('');

      const list = async (): Promise<{ incidents: { title: string; severity: string; status: string }[] }> =>
        (await fetch('http://127.0.0.1:4318/v1/incidents')).json() as Promise<{ incidents: [] }>;
      const { incidents } = await eventually(list, (each) => each.incidents.some(({ severity }) => severity === 'critical'), 15_000);
      expect(incidents).toMatchObject([{ severity: 'critical', status: 'open', title: expect.stringContaining('out of memory') }]);
      // 20 logs, 20 spans, one metric sample.
      await eventually(warden.output, (output) => /\b41 signals in/.test(output), 15_000);
      // The live view looks at the tables on its own beat.
      await eventually(warden.output, (output) => /inc-\w+ +opened/.test(output), 15_000);

      warden.process.kill('SIGINT');
      expect(await warden.ended).toBe(0);
    },
  );
});
