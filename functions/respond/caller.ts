/** Who calls, under which name the record knows them, and which roles they have where. */

import { type Role, roles } from '#kernel/policy/people.ts';
import type { PeoplePolicy } from '#kernel/policy.ts';
import { Problem } from './problem.ts';
import type { Identity } from './request.ts';

/** Somebody with rights. */
export interface Caller {
  /** A person of people.yaml, or who the gateway says it is. */
  readonly name: string;
  /** The identity itself, for the record. */
  readonly via: string;
  /** Whether they may speak for others: AWS lets them in by a policy of its own. */
  readonly trusted: boolean;
  /** By team. */
  readonly roles: ReadonlyMap<string, Role>;
  /** In every team there is; absent without one. */
  readonly everywhere?: Role;
}

type Claims = Readonly<Record<string, string>>;

/** The higher of two roles. */
export const higher = (a: Role | undefined, b: Role | undefined): Role | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  return roles.indexOf(a) >= roles.indexOf(b) ? a : b;
};

const verifiedEmail = (claims: Claims): string | undefined =>
  claims['email_verified'] === 'true' ? claims['email']?.toLowerCase() : undefined;

/** The person of people.yaml: by verified e-mail address, else by the name the issuer knows them under. */
const personOf = (claims: Claims, { people }: PeoplePolicy): string | undefined => {
  const email = verifiedEmail(claims);
  const byEmail = email === undefined ? undefined : Object.entries(people).find(([, person]) => person.email?.toLowerCase() === email)?.[0];
  return byEmail ?? [claims['sub'], claims['preferred_username']].find((name) => name !== undefined && Object.hasOwn(people, name));
};

const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);

/** API Gateway writes a list as `[a b]`. A value is a role everywhere, or `<team>:<role>`. */
const rolesInClaim = (claims: Claims, claim: string | undefined): Pick<Caller, 'roles' | 'everywhere'> => {
  const found = new Map<string, Role>();
  let everywhere: Role | undefined;
  for (const value of (claim === undefined ? '' : (claims[claim] ?? '')).replace(/^\[|\]$/g, '').split(/[\s,]+/)) {
    const [team = '', role = ''] = value.includes(':') ? value.split(':') : ['', value];
    if (!isRole(role)) continue;
    if (team === '') everywhere = higher(everywhere, role);
    else found.set(team, higher(found.get(team), role) ?? role);
  }
  return { roles: found, ...(everywhere === undefined ? {} : { everywhere }) };
};

/** The roles that people.yaml gives a person, by team. */
export const rolesInTeams = (person: string, { teams }: PeoplePolicy): ReadonlyMap<string, Role> =>
  new Map(
    Object.entries(teams).flatMap(([team, { members }]) => (members[person] === undefined ? [] : [[team, members[person]] as const])),
  );

/** The identity itself, for the record; it may be nobody with rights. */
export const viaOf = (identity: Identity): string => {
  if (identity.kind === 'jwt') return `jwt ${identity.claims['sub'] ?? ''}`.trim().slice(0, 200);
  return identity.kind === 'iam' ? identity.userArn : 'nobody';
};

const bearer = (claims: Claims, people: PeoplePolicy, rolesClaim: string | undefined): Caller => {
  const person = personOf(claims, people);
  const claimed = rolesInClaim(claims, rolesClaim);
  const found = new Map(person === undefined ? [] : rolesInTeams(person, people));
  for (const [team, role] of claimed.roles) found.set(team, higher(found.get(team), role) ?? role);
  if (found.size === 0 && claimed.everywhere === undefined)
    throw new Problem(403, 'You are in no team here; policy/people.yaml says who is.');
  const name = person ?? verifiedEmail(claims) ?? claims['preferred_username'] ?? claims['sub'] ?? 'unknown';
  return { ...claimed, name: name.slice(0, 200), via: viaOf({ kind: 'jwt', claims }), trusted: false, roles: found };
};

/**
 * The caller. `rolesClaim` names the claim that holds roles where the issuer keeps them. Problem 403 for somebody the gateway has
 * not verified, or who is in no team.
 */
export const callerOf = (identity: Identity, people: PeoplePolicy, rolesClaim: string | undefined): Caller => {
  if (identity.kind === 'nobody') throw new Problem(403, 'The gateway has verified nobody.');
  if (identity.kind === 'jwt') return bearer(identity.claims, people, rolesClaim);
  return { name: identity.userArn, via: identity.userArn, trusted: true, roles: new Map(), everywhere: 'admin' };
};
