/** Exceptions to the AwsSolutions rules, each with its reason. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Exempts one construct: rule, or `rule[what it objects to]` → why that is right here. */
export const exempt = (construct: IConstruct, reasons: Readonly<Record<string, string>>): void => {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
};
