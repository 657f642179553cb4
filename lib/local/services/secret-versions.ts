/** The versions of one secret and the stages that name them (Secrets Manager User Guide, "What's in a Secrets Manager secret?" [D]). */
import { AwsError } from '../service.ts';

export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

export class SecretVersions {
  readonly #versions = new Map<string, SecretVersion>();
  /** Stage to version. */
  readonly #stages = new Map<string, string>();

  /** The same id with the same value is the version there is; with another it is refused. A stage moves to the new version. */
  put(version: SecretVersion, stages: readonly string[] = [CURRENT]): SecretVersion {
    const existing = this.#versions.get(version.id);
    if (existing && existing.value !== version.value)
      throw new AwsError(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${version.id} because that value is already in use for a version of this secret.`,
      );
    if (existing) return existing;
    this.#versions.set(version.id, version);
    const current = this.#stages.get(CURRENT);
    if (stages.includes(CURRENT) && current !== undefined) this.#stages.set(PREVIOUS, current);
    for (const stage of stages) this.#stages.set(stage, version.id);
    return version;
  }

  stagesOf(id: string): readonly string[] {
    return [...this.#stages].filter(([, version]) => version === id).map(([stage]) => stage);
  }

  /** By id, by stage, or the current one; undefined when there is none, or when id and stage name different versions. */
  find(id: string | undefined, stage: string | undefined): SecretVersion | undefined {
    const staged = stage === undefined ? undefined : this.#stages.get(stage);
    if (stage !== undefined && (staged === undefined || (id !== undefined && id !== staged))) return undefined;
    return this.#versions.get(id ?? staged ?? this.#stages.get(CURRENT) ?? '');
  }

  /** Every version that a stage names. */
  staged(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...new Set(this.#stages.values())].map((id) => [id, this.stagesOf(id)]));
  }
}
