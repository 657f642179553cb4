/** Runs a program on files, and says how it ended. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Ending {
  readonly code: number;
  /** Both streams. */
  readonly output: string;
}

export const runToEnd = async (path: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ending> => {
  try {
    const { stdout, stderr } = await promisify(execFile)(path, [...args], { env: { ...process.env, ...env }, timeout: 60_000 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number | string; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : 1, output: stdout + stderr || String(error) };
  }
};
