/** Moves an issue to a status of the done category, by the way its workflow offers. */
import { UpstreamError } from '#kernel/errors.ts';
import type { RestClient } from '#kernel/rest-client.ts';
import type { Mark } from './mark.ts';
import { isAmong, type Transition, transitionsSchema } from './wire.ts';

const leadsToDone = ({ to }: Transition): boolean => to.statusCategory.key === 'done';

/** The rule's own by name; else one into a status that says the work was not done; else the first into any done one. */
const chosen = (transitions: readonly Transition[], mark: Mark | undefined, unsuccessful: readonly string[]): Transition | undefined => {
  const done = transitions.filter(leadsToDone);
  if (mark?.transition !== undefined) return done.find(({ name }) => isAmong([mark.transition ?? ''], name));
  return done.find(({ to }) => isAmong(unsuccessful, to.name)) ?? done[0];
};

/** A screen that asks for a resolution gets one, of those that say the work was not done where it has one. */
const resolutionFor = ({ fields }: Transition, unsuccessful: readonly string[]) => {
  const names = (fields['resolution']?.allowedValues ?? []).flatMap(({ name }) => (name === undefined ? [] : [name]));
  const name = names.find((each) => isAmong(unsuccessful, each)) ?? names[0];
  return name === undefined ? {} : { fields: { resolution: { name } } };
};

/** The call that closes the issue. UpstreamError when its workflow offers none from where it stands. */
export const closingCall = async (rest: RestClient, id: string, mark: Mark | undefined, unsuccessful: readonly string[]) => {
  const path = `rest/api/3/issue/${id}/transitions`;
  const { transitions } = await rest.read({ method: 'GET', path: `${path}?expand=transitions.fields` }, transitionsSchema);
  const transition = chosen(transitions, mark, unsuccessful);
  if (transition === undefined) {
    throw new UpstreamError('The issue has no transition to a done status.', { reason: 'no_transition', retryable: false });
  }
  return { method: 'POST', path, body: { transition: { id: transition.id }, ...resolutionFor(transition, unsuccessful) } } as const;
};
