/** The check of a signed call: what it needs, whether its role has it, and the service's own answer when it has not. */
import type { ServiceRequest, ServiceResponse } from '../service.ts';
import type { AccessControl } from './access.ts';
import { actionsOf } from './actions/registry.ts';
import type { Place } from './actions/service-actions.ts';

interface Surroundings {
  readonly access: AccessControl;
  readonly place: Place;
  /** The function that works under a role; undefined when none does. */
  functionOf(role: string): string | undefined;
}

/**
 * The denial; undefined when the call may proceed. Credentials are a role's name: whoever signs with another key id (a test's client, the
 * command line) is the account's administrator.
 */
export const authorise = (signingName: string, request: ServiceRequest, around: Surroundings): ServiceResponse | undefined => {
  const { access, place, functionOf } = around;
  const role = request.accessKeyId;
  const actions = actionsOf(signingName);
  if (!actions || !access.hasRole(role)) return undefined;
  const who = functionOf(role) ?? role;
  const actor = { who, role, session: who };
  const needed = actions.needed(request, place);
  for (const permission of needed) {
    const message = access.refusal(actor, permission, permission.keys);
    if (message !== undefined) return actions.denial(message, permission);
  }
  for (const permission of needed) {
    const message = access.keyRefusal(actor, permission);
    if (message !== undefined) return (actions.keyDenial ?? actions.denial)(message, permission);
  }
  return undefined;
};
