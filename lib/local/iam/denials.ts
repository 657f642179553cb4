/** What was denied in a run: each kind once, with how often it happened and the statement that would have allowed it. */
import type { AccessRequest, Decision } from './evaluate.ts';

export interface Denial {
  /** Milliseconds since the epoch, of the first time. */
  readonly at: number;
  /** The function, the state machine or the AWS service that was denied. */
  readonly who: string;
  /** The role it acted as; undefined for a service in its own name. */
  readonly role: string | undefined;
  readonly action: string;
  /** Of the first time. */
  readonly resource: string;
  /** AWS's own words: `because no identity-based policy allows the s3:PutObject action`. */
  readonly reason: string;
  /** undefined where another statement would not help: an explicit deny. */
  readonly needed: Readonly<Record<string, unknown>> | undefined;
  readonly count: number;
}

export interface DeniedAttempt {
  readonly at: number;
  readonly who: string;
  readonly role: string | undefined;
  readonly request: AccessRequest;
  /** The resource as a policy would name it. */
  readonly grant: string;
  readonly decision: Extract<Decision, { allowed: false }>;
}

/** A role needs an allow of its own, or of the key's policy; a service one in the resource's policy, for no more than the source it speaks for. */
const neededStatement = ({ request, grant, decision }: DeniedAttempt): Denial['needed'] => {
  if (decision.reason !== 'implicit') return undefined;
  const allow = { Effect: 'Allow', Action: request.action, Resource: grant };
  if (request.principal.kind === 'role')
    // In a key's policy `*` is the key itself [D].
    return decision.missing === 'resource' ? { ...allow, Resource: '*', Principal: { AWS: request.principal.roleArn } } : allow;
  const source = request.context['aws:sourcearn'];
  const condition = source === undefined ? {} : { Condition: { ArnLike: { 'aws:SourceArn': source } } };
  return { ...allow, Principal: { Service: request.principal.service }, ...condition };
};

export class Denials {
  readonly #all = new Map<string, Denial>();

  add(attempt: DeniedAttempt): Denial {
    const { at, who, role, request, grant, decision } = attempt;
    const key = JSON.stringify([who, role, request.action, grant, decision.detail, request.context['aws:sourcearn']]);
    const known = this.#all.get(key);
    const denial: Denial = known
      ? { ...known, count: known.count + 1 }
      : {
          at,
          who,
          role,
          action: request.action,
          resource: request.resource,
          reason: decision.detail,
          needed: neededStatement(attempt),
          count: 1,
        };
    this.#all.set(key, denial);
    return denial;
  }

  /** In the order in which they first happened. */
  report(): readonly Denial[] {
    return [...this.#all.values()];
  }
}
