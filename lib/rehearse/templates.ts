/** The templates a rehearsal plays on: rights and egress follow from a policy's targets, so those of another policy are synthesised under it. */
import { synthesisePolicy } from '../replay/compare/policy-assembly.ts';
import { synthesise } from '../replay/synthesise.ts';

interface TemplateOptions {
  readonly environment: string;
  /** A policy folder; the project's without it. */
  readonly policy?: string;
  /** False: `cdk.out` as it is. */
  readonly synth: boolean;
}

/** Runs `work` on their folder. */
export const withTemplates = async <Result>(
  { environment, policy, synth }: TemplateOptions,
  step: (text: string) => void,
  work: (folder: string) => Promise<Result>,
): Promise<Result> => {
  if (policy === undefined || !synth) return work(await synthesise(environment, synth, step));
  step('Synthesising the templates under the policy');
  const { folder, remove } = await synthesisePolicy(environment, policy);
  try {
    return await work(folder);
  } finally {
    remove();
  }
};
