/** The synthesised templates with another policy beside the functions' code, in a folder of its own: nothing is built anew. */
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Policy } from '#kernel/policy.ts';

/** In a rehearsal every rule acts: whether it does in earnest is what the rehearsal is for. */
export const rehearsedPolicy = (policy: Policy): Policy => ({
  ...policy,
  maintenance: { ...policy.maintenance, windows: [] },
  remediations: {
    ...policy.remediations,
    stopped: false,
    rules: policy.remediations.rules.map((rule) => ({ ...rule, mode: 'run' as const })),
  },
});

/** Runs `work` on such templates. */
export const withPolicy = async <Result>(
  assembly: string,
  policy: Policy,
  work: (assembly: string) => Promise<Result>,
): Promise<Result> => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-rehearsal-'));
  try {
    cpSync(assembly, folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      const file = join(folder, name, 'policy.json');
      if (existsSync(file)) writeFileSync(file, JSON.stringify(policy));
    }
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
