/** Runs the capture in a process of its own: it takes over the clock of the process it runs in. */
import { spawn } from 'node:child_process';

/** The recording's text. */
export const captureOnce = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const script = new URL('capture.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(Buffer.concat(chunks).toString('utf8')) : reject(new Error(`The capture ended with ${code}.`)),
    );
  });
