/** Every target under the contract; one of the registry that is missing here fails the suite. */
import { awxCase } from './awx.ts';
import type { TargetCase } from './target-case.ts';
import { terraformCase } from './terraform-cloud.ts';

export const targetCases: readonly TargetCase[] = [awxCase, terraformCase];
