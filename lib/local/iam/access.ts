/** The account's access control: roles and resource policies of the templates, every decision, and what is left unused. */
import type { NeededPermission } from './actions/service-actions.ts';
import { type Denial, Denials } from './denials.ts';
import { type AccessRequest, type Decision, delegatesToAccount, evaluate, type Principal } from './evaluate.ts';
import { Grants, type Permission } from './grants.ts';
import { Keys, keyActionsOf } from './keys.ts';
import { readPolicy, type Statement } from './policy.ts';

export interface AccessReport {
  readonly granted: readonly Permission[];
  readonly unused: readonly Permission[];
  readonly denials: readonly Denial[];
}

/** A role at work. */
export interface Actor {
  /** The function or state machine that works under the role. */
  readonly who: string;
  /** The role's name. */
  readonly role: string;
  /** Name of the session: Lambda takes the function's name [D]. */
  readonly session: string;
}

/** An AWS service that acts in its own name, for a resource of the account. */
export interface ServiceActor {
  readonly service: string;
  readonly sourceArn: string;
}

interface Role {
  readonly arn: string;
  readonly trust: readonly Statement[];
  readonly policies: Statement[];
}

export interface AccessSettings {
  readonly account: string;
  readonly region: string;
  now(): number;
  onDenial(denial: Denial): void;
}

export class AccessControl {
  readonly keys = new Keys();
  readonly #settings: AccessSettings;
  /** By name. */
  readonly #roles = new Map<string, Role>();
  /** By the ARN of the resource; a bucket's speaks for its objects. */
  readonly #resourcePolicies = new Map<string, Statement[]>();
  readonly #grants = new Grants();
  readonly #denials = new Denials();

  constructor(settings: AccessSettings) {
    this.#settings = settings;
  }

  /** PolicyError for a trust policy IAM would refuse. */
  addRole(name: string, arn: string, trustPolicy: unknown): void {
    this.#roles.set(name, { arn, trust: readPolicy(trustPolicy, { everywhere: true }), policies: [] });
  }

  hasRole(name: string): boolean {
    return this.#roles.has(name);
  }

  /** Attaches an identity policy; roles of other accounts are none of ours. */
  attachToRole(name: string, document: unknown): void {
    const statements = readPolicy(document);
    const role = this.#roles.get(name);
    if (!role) return;
    role.policies.push(...statements);
    this.#grants.add(name, statements);
  }

  attachToResource(arn: string, document: unknown): void {
    this.#resourcePolicies.set(arn, [...(this.#resourcePolicies.get(arn) ?? []), ...readPolicy(document)]);
  }

  /** Whether the role's trust policy lets a service assume it, on behalf of a resource. */
  canAssume(roleName: string, { service, sourceArn }: ServiceActor): boolean {
    const role = this.#roles.get(roleName);
    if (!role) return false;
    const request = this.#request({ kind: 'service', service }, { action: 'sts:AssumeRole', resource: role.arn }, this.#source(sourceArn));
    return evaluate(request, { identity: [], resource: role.trust }).allowed;
  }

  /**
   * The same for the key the permission's resource is encrypted with: the service uses it in its caller's name. Undefined, too, for what is
   * encrypted with a key AWS manages.
   */
  keyRefusal(actor: Actor, { action, resource }: NeededPermission): string | undefined {
    const key = this.keys.of(resource);
    if (key === undefined) return undefined;
    const { account, region } = this.#settings;
    const keys = { 'kms:viaservice': `${action.split(':')[0]}.${region}.amazonaws.com`, 'kms:calleraccount': account };
    for (const keyAction of keyActionsOf(action)) {
      const message = this.refusal(actor, { action: keyAction, resource: key }, keys);
      if (message !== undefined) return message;
    }
    return undefined;
  }

  /** AWS's sentence when the role may not; undefined when it may. Remembers either. `keys` are further condition keys of the request. */
  refusal(actor: Actor, permission: NeededPermission, keys: AccessRequest['context'] = {}): string | undefined {
    const { account } = this.#settings;
    const { who, session } = actor;
    const role = this.#roles.get(actor.role);
    const roleArn = role?.arn ?? `arn:aws:iam::${account}:role/${actor.role}`;
    const sessionArn = `arn:aws:sts::${account}:assumed-role/${actor.role}/${session}`;
    const context = {
      'aws:principalarn': roleArn,
      'aws:principalaccount': account,
      'aws:principaltype': 'AssumedRole',
      ...permission.keys,
      ...keys,
    };
    const request = this.#request({ kind: 'role', account, roleArn, sessionArn }, permission, context);
    const decision = this.#decide(request, role?.policies ?? []);
    if (decision.allowed) return undefined;
    const { grant = permission.resource } = permission;
    this.#settings.onDenial(this.#denials.add({ at: this.#settings.now(), who, role: actor.role, request, grant, decision }));
    return `User: ${sessionArn} is not authorized to perform: ${request.action} on resource: ${request.resource} ${decision.detail}`;
  }

  /** Whether the resource's policy lets a service in. */
  letsIn({ service, sourceArn }: ServiceActor, permission: NeededPermission, keys: AccessRequest['context'] = {}): boolean {
    const request = this.#request({ kind: 'service', service }, permission, { ...this.#source(sourceArn), ...keys });
    const decision = this.#decide(request, []);
    if (!decision.allowed) {
      const attempt = { at: this.#settings.now(), who: service, role: undefined, request, grant: permission.resource, decision };
      this.#settings.onDenial(this.#denials.add(attempt));
    }
    return decision.allowed;
  }

  report(): AccessReport {
    return { ...this.#grants.report(), denials: this.#denials.report() };
  }

  #decide(request: AccessRequest, identity: readonly Statement[]): Decision {
    const resource = this.#policiesOf(request.resource);
    const resourceAlone = request.action.startsWith('kms:') && !delegatesToAccount(resource, request);
    const decision = evaluate(request, { identity, resource, resourceAlone });
    if (decision.allowed) this.#grants.use(request, decision.by);
    return decision;
  }

  #policiesOf(resource: string): readonly Statement[] {
    const owner = resource.startsWith('arn:aws:s3:::') ? resource.split('/')[0] : resource;
    return this.#resourcePolicies.get(owner ?? resource) ?? [];
  }

  #source(sourceArn: string): Readonly<Record<string, string>> {
    return { 'aws:sourcearn': sourceArn, 'aws:sourceaccount': this.#settings.account };
  }

  /** AWS's endpoints are reached by TLS; the front stands for them, so the keys say what a deployed caller's would. */
  #request(principal: Principal, { action, resource }: NeededPermission, keys: AccessRequest['context']): AccessRequest {
    const { region, now } = this.#settings;
    const seconds = Math.floor(now() / 1_000);
    const context = {
      'aws:securetransport': 'true',
      's3:tlsversion': '1.3',
      'aws:requestedregion': region,
      'aws:currenttime': new Date(seconds * 1_000).toISOString(),
      'aws:epochtime': String(seconds),
      ...keys,
    };
    return { principal, action, resource, context };
  }
}
