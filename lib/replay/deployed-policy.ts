/** The policy a cloud runs under: `policy.json` beside its functions' code, the same beside each. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Policy, policySchema } from '#kernel/policy.ts';
import type { FunctionAccount } from '#lib/local/inspect.ts';

/** As the functions of the cloud read it. */
export const deployedPolicy = (cloud: { functions(): readonly Pick<FunctionAccount, 'folder'>[] }): Policy => {
  const [first] = cloud.functions();
  if (first === undefined) throw new Error('The templates have no function, so there is no policy.');
  return policySchema.parse(JSON.parse(readFileSync(join(first.folder, 'policy.json'), 'utf8')));
};
