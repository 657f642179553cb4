/** A secret that Secrets Manager makes up at deployment, so that it is in no file and no template. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { exempt } from './exempt.ts';

export interface GeneratedSecretProps {
  readonly description: string;
  readonly retain: boolean;
  /** Why nothing rotates it by schedule. */
  readonly rotation: string;
}

export class GeneratedSecret extends Secret {
  constructor(scope: Construct, id: string, { description, retain, rotation }: GeneratedSecretProps) {
    super(scope, id, {
      description,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    exempt(this, { 'AwsSolutions-SMG4': rotation });
  }
}
