/** The synthesised templates with another policy beside the functions' code, in a folder of its own: nothing is built anew. */
import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '#kernel/policy.ts';
import { temporaryFolder } from '../replay/temporary-folder.ts';

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
  const { path: folder, remove } = temporaryFolder('rehearsal');
  try {
    cpSync(assembly, folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      const file = join(folder, name, 'policy.json');
      if (existsSync(file)) writeFileSync(file, JSON.stringify(policy));
    }
    return await work(folder);
  } finally {
    remove();
  }
};
