/** AWS Secrets Manager (JSON 1.1): secrets are created from the template, functions read them. */

import type { Scheduler } from '../scheduler.ts';
import { AwsError, type Service, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { uuid } from '../workflow/chance.ts';
import { answer, type Body, type Operation, text } from './json-wire.ts';

interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly value: string;
  readonly versionId: string;
  readonly createdAt: number;
}

export interface SecretsManagerOptions {
  readonly scheduler: Scheduler;
  readonly region: string;
  readonly account: string;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export class SecretsManagerService implements Service {
  readonly signingName = 'secretsmanager';
  readonly #options: SecretsManagerOptions;
  readonly #secrets = new Map<string, Secret>();
  readonly #operations: Readonly<Record<string, Operation>> = { GetSecretValue: (input) => this.#get(input) };

  constructor(options: SecretsManagerOptions) {
    this.#options = options;
  }

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answer(request, this.#operations, { contentType: 'application/x-amz-json-1.1' });
  }

  /** Returns the ARN: the name and six characters AWS adds. */
  createSecret(given: { readonly name: string; readonly value: string }): string {
    const { scheduler, region, account } = this.#options;
    const random = scheduler.random(`secret:${given.name}`);
    const suffix = Array.from({ length: 6 }, () => ALPHABET.charAt(Math.floor(random() * ALPHABET.length))).join('');
    const arn = `arn:aws:secretsmanager:${region}:${account}:secret:${given.name}-${suffix}`;
    this.#secrets.set(given.name, { ...given, arn, versionId: uuid(random), createdAt: scheduler.now() });
    return arn;
  }

  /** The full ARN of a secret by its name or ARN: IAM's checks are on it. */
  arnOf(id: string): string | undefined {
    return this.#find(id)?.arn;
  }

  #find(id: string): Secret | undefined {
    return this.#secrets.get(id) ?? [...this.#secrets.values()].find((candidate) => candidate.arn === id);
  }

  #get(input: Body): unknown {
    const secret = this.#find(text(input, 'SecretId'));
    // Text: API reference, GetSecretValue, and what every SDK shows. [S]
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    const { arn, name, value, versionId, createdAt } = secret;
    return {
      ARN: arn,
      Name: name,
      SecretString: value,
      VersionId: versionId,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: createdAt / 1_000,
    };
  }
}
