/** What remediate may do for the targets of `remediations.yaml`: exactly what those that are configured need, and nothing for the others. */
import type { Policy } from '#kernel/policy.ts';
import { secretResource } from './named-secret.ts';
import type { StageFunction } from './stage-function.ts';

type Targets = Policy['remediations']['targets'];

/** A target that is reached over HTTPS with a secret of the operator's needs that secret, and no other right. */
const allowSecret = (stage: StageFunction, secret: string | undefined): void => {
  if (secret !== undefined) stage.allow(['secretsmanager:GetSecretValue'], [secretResource(stage, secret)]);
};

const allowTerraform = (stage: StageFunction, targets: Targets): void => allowSecret(stage, targets['terraform-cloud']?.secret);

/** One entry a target that needs rights; AWX's secret is the stack's own. */
const grants = [allowTerraform] as const;

/** Grants what the configured targets need. */
export const allowTargets = (stage: StageFunction, { targets }: Policy['remediations']): void => {
  for (const grant of grants) grant(stage, targets);
};
