import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '#lib/replay/temporary-folder.ts';

const module = new URL('../../../lib/replay/temporary-folder.ts', import.meta.url).href;
const script = `
  const { temporaryFolder } = await import(${JSON.stringify(module)});
  temporaryFolder('test').remove();
  console.log([temporaryFolder('test').path, temporaryFolder('test').path].join('\\n'));
  setInterval(() => {}, 1000);
`;

describe('the folders of a command', () => {
  it.for(['SIGINT', 'SIGTERM'] as const)('are gone when it is told to end by %s, of which it dies', async (signal) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const folders = await new Promise<string[]>((resolve) =>
      child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim().split('\n'))),
    );
    expect(folders.map((folder) => existsSync(folder))).toEqual([true, true]);
    const ended = new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(folders.map((folder) => existsSync(folder))).toEqual([false, false]);
  });

  it('leave signals to others when they are gone', () => {
    const before = process.listenerCount('SIGINT');
    const [one, other] = [temporaryFolder('test'), temporaryFolder('test')];
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    one.remove();
    other.remove();
    other.remove();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
