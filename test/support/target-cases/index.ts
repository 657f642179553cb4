/** Every target under the contract; one of the registry that is missing here fails the suite. */
import { awxCase } from './awx.ts';
import { kubernetesCase } from './kubernetes.ts';
import type { TargetCase } from './target-case.ts';
import { webhookCase } from './webhook.ts';

export const targetCases: readonly TargetCase[] = [awxCase, kubernetesCase, webhookCase];
