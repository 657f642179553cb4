/** moto's server in a Python environment of its own, on a free port of this machine. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listenOnLoopback } from '#test/support/loopback.ts';

/** The newest at the time of writing; what it answers is written down for exactly this one. */
export const motoVersion = '5.2.5';

/** Python or moto cannot be had: not a verdict about anything. */
export class CannotBeHad extends Error {}

export interface MotoServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

const run = promisify(execFile);
const folder = join(process.cwd(), '.venv', `moto-${motoVersion}`);
const command = join(folder, 'bin', 'moto_server');
/** Written last, so that an environment that was interrupted is made again. */
const complete = join(folder, 'complete');

const step = async (program: string, args: readonly string[], problem: string): Promise<void> => {
  try {
    await run(program, args, { maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const told = (error as { readonly stderr?: string }).stderr?.trim().split('\n').at(-1) || String(error);
    throw new CannotBeHad(`${problem}: ${told}`);
  }
};

/** Makes the environment once; `tell` hears what takes long. */
const install = async (tell: (line: string) => void): Promise<void> => {
  if (existsSync(complete)) return;
  rmSync(folder, { recursive: true, force: true });
  tell(`installing moto ${motoVersion} into .venv (about a minute and 320 MB, once)`);
  await step('python3', ['-m', 'venv', folder], 'python3 cannot make an environment');
  const pip = ['install', '--quiet', '--disable-pip-version-check', `moto[server]==${motoVersion}`];
  await step(join(folder, 'bin', 'pip'), pip, `moto ${motoVersion} cannot be installed from PyPI`);
  await step('touch', [complete], 'the environment cannot be written');
};

const freePort = async (): Promise<string> => {
  const { url, close } = await listenOnLoopback(createServer());
  await close();
  return new URL(url).port;
};

const answers = async (endpoint: string): Promise<boolean> => {
  try {
    return (await fetch(`${endpoint}/moto-api/config`)).ok;
  } catch {
    return false;
  }
};

/** Functions without containers, and machines that run: what moto leaves off by default. */
const configure = (endpoint: string) =>
  fetch(`${endpoint}/moto-api/config`, {
    method: 'POST',
    body: JSON.stringify({ lambda: { use_docker: false }, stepfunctions: { execute_state_machine: true } }),
  });

const stop = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill();
  });

/** Installs what is missing, starts the server and waits until it answers; throws CannotBeHad with the reason. */
export const startMoto = async (tell: (line: string) => void): Promise<MotoServer> => {
  await install(tell);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(command, ['-H', '127.0.0.1', '-p', port], { stdio: 'ignore' });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', (error) => reject(new CannotBeHad(`moto's server cannot be started: ${error.message}`)));
    child.once('exit', (code) => reject(new CannotBeHad(`moto's server ended with ${code} before it answered`)));
  });
  const ready = (async () => {
    for (let tries = 0; tries < 300; tries += 1) {
      if (await answers(endpoint)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new CannotBeHad("moto's server did not answer within 30 s");
  })();
  try {
    await Promise.race([ready, ended]);
    ended.catch(() => {});
    await configure(endpoint);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return { endpoint, close: () => stop(child) };
};
