/** Who may do what: a role counts in the team that has it; what belongs to no team is everybody's. */
import type { Incident } from '#kernel/incident.ts';
import { type Role, roles } from '#kernel/policy/people.ts';
import type { PeoplePolicy } from '#kernel/policy.ts';
import type { Matcher } from '#kernel/routing/matchers.ts';
import { type Caller, higher } from './caller.ts';
import { Problem } from './problem.ts';

/** The team an incident belongs to: the label `team` of its group, else the team that is named as its route. */
export const teamOf = ({ groupLabels, route }: Pick<Incident, 'groupLabels' | 'route'>, { teams }: PeoplePolicy): string | undefined => {
  const label = groupLabels['team'];
  if (label !== undefined && label !== '') return label;
  return Object.hasOwn(teams, route) ? route : undefined;
};

/** The role in a team; for what belongs to none, the highest role in any. */
export const roleIn = (caller: Caller, team: string | undefined): Role | undefined =>
  team === undefined
    ? [...caller.roles.values()].reduce<Role | undefined>(higher, caller.everywhere)
    : higher(caller.roles.get(team), caller.everywhere);

/** Whether the role is at least the wanted one. */
const suffices = (role: Role | undefined, wanted: Role): boolean => role !== undefined && roles.indexOf(role) >= roles.indexOf(wanted);

/** Problem 403 unless the caller has the role where it is wanted. */
export const demand = (caller: Caller, wanted: Role, team: string | undefined): void => {
  if (suffices(roleIn(caller, team), wanted)) return;
  throw new Problem(403, `This takes the role ${wanted}${team === undefined ? '' : ` in the team ${team}`}.`);
};

/** The one team a silence is confined to, by a matcher `team="..."`. */
const teamOfSilence = (matchers: readonly Matcher[]): string | undefined =>
  matchers.find(({ name, operator, value }) => name === 'team' && operator === '=' && value !== '')?.value;

/** A silence within a team is for its responders; any other for who answers in every team, and for admins. Problem 403 otherwise. */
export const demandSilence = (caller: Caller, matchers: readonly Matcher[], { teams }: PeoplePolicy): void => {
  const team = teamOfSilence(matchers);
  demand(caller, 'responder', team);
  if (team !== undefined || suffices(roleIn(caller, undefined), 'admin')) return;
  const foreign = Object.keys(teams).find((name) => !suffices(roleIn(caller, name), 'responder'));
  if (foreign !== undefined)
    throw new Problem(403, `This silence reaches beyond your teams, into ${foreign}: add a matcher such as team="…", or ask an admin.`);
};
