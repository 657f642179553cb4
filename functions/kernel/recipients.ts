/** Names become people, with the ways policy knows to reach them. */
import type { Recipient } from './channel.ts';
import type { PeoplePolicy } from './policy.ts';

/** Each name once, in order; a name that policy does not know is still addressed by its name. */
export const recipientsOf = (names: readonly string[], { people }: Pick<PeoplePolicy, 'people'>): readonly Recipient[] =>
  [...new Set(names)].map((name) => {
    const person = Object.hasOwn(people, name) ? people[name] : undefined;
    if (person === undefined) return { name };
    const { email, phone, slackUserId } = person;
    return {
      name,
      ...(email === undefined ? {} : { email }),
      ...(phone === undefined ? {} : { phone }),
      ...(slackUserId === undefined ? {} : { slackUserId }),
    };
  });
