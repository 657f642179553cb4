/** Every target under the contract; one of the registry that is missing here fails the suite. */
import { awxCase } from './awx.ts';
import type { TargetCase } from './target-case.ts';

export const targetCases: readonly TargetCase[] = [awxCase];
