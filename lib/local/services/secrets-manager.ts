/** AWS Secrets Manager (JSON 1.1): secrets are created from the template; they are read, described and given new values. */
import type { Scheduler } from '../scheduler.ts';
import { AwsError, type Service, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { uuid } from '../workflow/chance.ts';
import { answer, type Body, type Operation, optionalText, text } from './json-wire.ts';
import { SecretVersions } from './secret-versions.ts';

interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  readonly versions: SecretVersions;
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
  readonly #versionIds: () => number;
  readonly #secrets = new Map<string, Secret>();
  readonly #operations: Readonly<Record<string, Operation>> = {
    GetSecretValue: (input) => this.#get(input),
    PutSecretValue: (input) => this.#put(input),
    DescribeSecret: (input) => this.#describe(input),
  };

  constructor(options: SecretsManagerOptions) {
    this.#options = options;
    this.#versionIds = options.scheduler.random('secret versions');
  }

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answer(request, this.#operations, { contentType: 'application/x-amz-json-1.1' });
  }

  /** Returns the ARN: the name and six characters AWS adds, or the one that is given. */
  createSecret(given: { readonly name: string; readonly value: string; readonly arn?: string }): string {
    const { scheduler, region, account } = this.#options;
    const random = scheduler.random(`secret:${given.name}`);
    const suffix = Array.from({ length: 6 }, () => ALPHABET.charAt(Math.floor(random() * ALPHABET.length))).join('');
    const arn = given.arn ?? `arn:aws:secretsmanager:${region}:${account}:secret:${given.name}-${suffix}`;
    const versions = new SecretVersions();
    const createdAt = scheduler.now();
    versions.put({ id: uuid(random), value: given.value, createdAt });
    this.#secrets.set(given.name, { name: given.name, arn, createdAt, versions });
    return arn;
  }

  /** The full ARN of a secret by its name or ARN: IAM's checks are on it. */
  arnOf(id: string): string | undefined {
    return this.#find(id)?.arn;
  }

  /** By name, by ARN, or by an ARN without the six characters, as AWS finds it. */
  #find(id: string): Secret | undefined {
    return this.#secrets.get(id) ?? [...this.#secrets.values()].find(({ arn }) => arn === id || arn.slice(0, -7) === id);
  }

  #secret(input: Body): Secret {
    const secret = this.#find(text(input, 'SecretId'));
    // Text: API reference, GetSecretValue, and what every SDK shows. [S]
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }

  #get(input: Body): unknown {
    const { arn, name, versions } = this.#secret(input);
    const [id, stage] = [optionalText(input, 'VersionId'), optionalText(input, 'VersionStage')];
    const version = versions.find(id, stage);
    if (!version) {
      const wanted = id === undefined ? `staging label: ${stage}` : `VersionId: ${id}`;
      throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${wanted}`);
    }
    return {
      ...{ ARN: arn, Name: name, SecretString: version.value, VersionId: version.id },
      ...{ VersionStages: versions.stagesOf(version.id), CreatedDate: version.createdAt / 1_000 },
    };
  }

  /** Secrets are text here; SecretBinary is refused. */
  #put(input: Body): unknown {
    const { arn, name, versions } = this.#secret(input);
    const value = optionalText(input, 'SecretString');
    if (value === undefined)
      throw new AwsError('InvalidParameterException', 'You must provide a SecretString; SecretBinary is not emulated.');
    const { scheduler } = this.#options;
    const id = optionalText(input, 'ClientRequestToken') ?? uuid(this.#versionIds);
    const stages = Array.isArray(input['VersionStages']) ? input['VersionStages'].map(String) : undefined;
    const version = versions.put({ id, value, createdAt: scheduler.now() }, stages);
    return { ARN: arn, Name: name, VersionId: version.id, VersionStages: versions.stagesOf(version.id) };
  }

  #describe(input: Body): unknown {
    const { arn, name, createdAt, versions } = this.#secret(input);
    return { ARN: arn, Name: name, CreatedDate: createdAt / 1_000, VersionIdsToStages: versions.staged() };
  }
}
