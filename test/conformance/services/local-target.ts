/** The local cloud as a target: its services behind the front they have for functions, in virtual time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud } from '#lib/local/cloud.ts';
import { fillAssembly } from '#test/support/templates/assembly-folder.ts';
import type { Resources, Target } from './contract.ts';

const startAt = Date.parse('2026-11-20T10:00:00Z');

/** Deploys the resources; whoever signs as `test` is the account's administrator. One local target at a time: it owns this process's clock. */
export const openLocalTarget = async (resources: Resources): Promise<Target> => {
  const assembly = mkdtempSync(join(tmpdir(), 'conformance-'));
  const clean = () => rmSync(assembly, { recursive: true, force: true });
  const hasFunctions = Object.values(resources).some(({ Type }) => Type === 'AWS::Lambda::Function');
  fillAssembly(assembly, { conformance: { Resources: resources } }, hasFunctions ? ['probe'] : []);
  const cloud = await startLocalCloud({ assembly, mode: 'deterministic', startAt }).catch((error: unknown) => {
    clean();
    throw error;
  });
  return {
    options: {
      ...{ endpoint: cloud.url, region: 'us-east-1', maxAttempts: 2 },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    pass: (milliseconds) => cloud.advanceTo(cloud.now() + milliseconds),
    close: async () => {
      await cloud.close();
      clean();
    },
  };
};
