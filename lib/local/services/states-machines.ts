/** State machines with their revisions, published versions and aliases. Rules: API reference of each call [D]. */
import type { Scheduler } from '../scheduler.ts';
import { AwsError } from '../service.ts';
import { uuid } from '../workflow/chance.ts';
import type { Machine, MachineType } from '../workflow/definition.ts';
import { type DefinitionParser, initialRevision } from './states-definition.ts';
import { checkLength, checkName } from './states-input.ts';
import { checkRouting, type Route } from './states-routing.ts';

/** A definition and role; running executions keep the one they started with. */
export interface Revision {
  /** Absent for the first one of a machine. */
  readonly id?: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly machine: Machine;
  readonly updatedAt: number;
}

export interface Version {
  readonly arn: string;
  readonly number: number;
  readonly revision: Revision;
  readonly createdAt: number;
  readonly description?: string;
}

export interface Alias {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly routing: readonly Route[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface MachineRecord {
  readonly arn: string;
  readonly name: string;
  readonly type: MachineType;
  readonly createdAt: number;
  revision: Revision;
  lastVersion: number;
  readonly versions: Map<string, Version>;
  readonly aliases: Map<string, Alias>;
}

/** What an ARN names: a machine, or one of its versions, perhaps by way of an alias. */
export interface Target {
  readonly record: MachineRecord;
  readonly revision: Revision;
  readonly version?: Version;
  readonly alias?: Alias;
}

interface Surroundings {
  readonly scheduler: Scheduler;
  readonly region: string;
  readonly account: string;
  readonly parse: DefinitionParser;
}

export interface NewMachine {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: MachineType;
}

// Quotas: Developer Guide, "Step Functions service quotas" [D].
const MOST_MACHINES = 100_000;
const MOST_VERSIONS = 1_000;
const MOST_ALIASES = 100;

/** What is no ARN at all is InvalidArn (API reference [D]); its text as clients see it [S]. */
const doesNotExist = (arn: string): AwsError =>
  arn.startsWith('arn:')
    ? new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
    : new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
const resourceNotFound = (arn: string): AwsError => new AwsError('ResourceNotFound', `Resource not found: '${arn}'`);
const quotaExceeded = (what: string): AwsError => new AwsError('ServiceQuotaExceededException', `${what} quota exceeded`, 402);

/** `…:stateMachine:name` of an ARN that may go on with a version or an alias. */
export const machineArnOf = (arn: string): string => arn.split(':').slice(0, 7).join(':');

export class StateMachines {
  readonly #surroundings: Surroundings;
  readonly #revisionIds: () => number;
  /** Which of two versions an alias routes to. */
  readonly #draws: () => number;
  readonly #machines = new Map<string, MachineRecord>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#revisionIds = surroundings.scheduler.random('states:revisions');
    this.#draws = surroundings.scheduler.random('states:aliases');
  }

  all(): readonly MachineRecord[] {
    return [...this.#machines.values()];
  }

  /** The same request again gives the same machine; another one under the same name is refused. */
  create(given: NewMachine): MachineRecord {
    const { region, account } = this.#surroundings;
    const { name, type = 'STANDARD' } = given;
    checkName(name);
    const revision = this.#revision(given, type);
    const arn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    const known = this.#machines.get(arn);
    if (known) {
      const { definition, roleArn } = known.revision;
      if (known.type === type && definition === given.definition && roleArn === given.roleArn) return known;
      throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    }
    if (this.#machines.size >= MOST_MACHINES)
      throw new AwsError('StateMachineLimitExceeded', 'The maximum number of state machines has been reached.');
    const record = { arn, name, type, createdAt: revision.updatedAt, revision, lastVersion: 0, versions: new Map(), aliases: new Map() };
    this.#machines.set(arn, record);
    return record;
  }

  /** A new revision from now on. */
  update(arn: string, given: { readonly definition: string | undefined; readonly roleArn: string | undefined }): MachineRecord {
    const record = this.machine(arn);
    if (given.definition === undefined && given.roleArn === undefined)
      throw new AwsError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the EncryptionConfiguration must be specified',
      );
    const { definition = record.revision.definition, roleArn = record.revision.roleArn } = given;
    const id = uuid(this.#revisionIds);
    record.revision = { id, ...this.#revision({ definition, roleArn }, record.type) };
    return record;
  }

  /** Its executions are stopped by the caller. */
  delete(arn: string): void {
    this.#machines.delete(arn);
  }

  machine(arn: string): MachineRecord {
    const record = this.#machines.get(arn);
    if (!record) throw doesNotExist(arn);
    return record;
  }

  /** Machine, version or alias; an alias with two versions chooses one by chance. */
  target(arn: string): Target {
    // Maps are named behind a slash; no call takes them here.
    if (arn.split(':')[6]?.includes('/')) throw new AwsError('ValidationException', `Invalid State Machine Arn: '${arn}' is a Map state`);
    const record = this.#machines.get(machineArnOf(arn));
    if (!record) throw doesNotExist(arn);
    if (arn === record.arn) return { record, revision: record.revision };
    const alias = record.aliases.get(arn);
    const version = record.versions.get(alias ? this.#choose(alias) : arn);
    if (!version) throw doesNotExist(arn);
    return { record, revision: version.revision, version, ...(alias ? { alias } : {}) };
  }

  /** Once per revision: publishing it again gives the version it has. */
  publish(arn: string, options: { readonly revisionId: string | undefined; readonly description: string | undefined }): Version {
    const record = this.machine(arn);
    const { revisionId, description } = options;
    if (revisionId !== undefined && revisionId !== (record.revision.id ?? initialRevision))
      throw new AwsError('ConflictException', `The revision ${revisionId} is not the current revision of the state machine`, 409);
    const known = [...record.versions.values()].find(({ revision }) => revision === record.revision);
    if (known) return known;
    if (record.versions.size >= MOST_VERSIONS) throw quotaExceeded('State machine version');
    record.lastVersion += 1;
    const version: Version = {
      ...{ arn: `${arn}:${record.lastVersion}`, number: record.lastVersion, revision: record.revision },
      createdAt: this.#surroundings.scheduler.now(),
      ...(description === undefined ? {} : { description: checkLength('description', description, 0, 256) }),
    };
    record.versions.set(version.arn, version);
    return version;
  }

  /** Nothing happens when there is no such version; one an alias points to stays. */
  deleteVersion(arn: string): void {
    const record = this.#machines.get(machineArnOf(arn));
    if (!record?.versions.has(arn)) return;
    const used = [...record.aliases.values()].find(({ routing }) =>
      routing.some(({ stateMachineVersionArn }) => stateMachineVersionArn === arn),
    );
    if (used)
      throw new AwsError(
        'ConflictException',
        `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${used.name}]`,
        409,
      );
    record.versions.delete(arn);
  }

  createAlias(given: { readonly name: string; readonly description: string | undefined; readonly routing: readonly Route[] }): Alias {
    const { name, description, routing } = given;
    checkName(name);
    // A number would name a version.
    if (/^\d+$/.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
    const record = this.#routed(routing);
    const arn = `${record.arn}:${name}`;
    const known = record.aliases.get(arn);
    if (known) {
      if (known.description === description && JSON.stringify(known.routing) === JSON.stringify(routing)) return known;
      throw new AwsError('ConflictException', `The alias ${arn} already exists with another configuration`, 409);
    }
    if (record.aliases.size >= MOST_ALIASES) throw quotaExceeded('State machine alias');
    const now = this.#surroundings.scheduler.now();
    const alias = { arn, name, routing, createdAt: now, updatedAt: now, ...(description === undefined ? {} : { description }) };
    record.aliases.set(arn, alias);
    return alias;
  }

  updateAlias(arn: string, given: { readonly description: string | undefined; readonly routing: readonly Route[] | undefined }): Alias {
    const alias = this.alias(arn);
    const { description = alias.description, routing = alias.routing } = given;
    if (given.description === undefined && given.routing === undefined)
      throw new AwsError('ValidationException', 'Either the description or the routingConfiguration must be specified');
    const record = this.#routed(routing);
    if (record.arn !== machineArnOf(arn)) throw new AwsError('ValidationException', 'An alias routes to versions of its own state machine');
    const changed = {
      ...alias,
      routing,
      updatedAt: this.#surroundings.scheduler.now(),
      ...(description === undefined ? {} : { description }),
    };
    record.aliases.set(arn, changed);
    return changed;
  }

  deleteAlias(arn: string): void {
    this.alias(arn);
    this.#machines.get(machineArnOf(arn))?.aliases.delete(arn);
  }

  alias(arn: string): Alias {
    const alias = this.#machines.get(machineArnOf(arn))?.aliases.get(arn);
    if (!alias) throw resourceNotFound(arn);
    return alias;
  }

  #revision({ definition, roleArn }: Pick<NewMachine, 'definition' | 'roleArn'>, type: MachineType): Omit<Revision, 'id'> {
    const updatedAt = this.#surroundings.scheduler.now();
    return { definition, roleArn, machine: this.#surroundings.parse(definition, type), updatedAt };
  }

  #routed(routing: readonly Route[]): MachineRecord {
    checkRouting(routing);
    const arns = routing.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
    const record = this.#machines.get(machineArnOf(arns[0] ?? ''));
    const missing = arns.find((arn) => !record?.versions.has(arn));
    if (!record || missing !== undefined) throw resourceNotFound(missing ?? '');
    return record;
  }

  #choose({ arn, routing }: Alias): string {
    const [first, second] = routing;
    if (!first) throw resourceNotFound(arn);
    const draw = second ? this.#draws() * 100 : 0;
    return second && draw >= first.weight ? second.stateMachineVersionArn : first.stateMachineVersionArn;
  }
}
