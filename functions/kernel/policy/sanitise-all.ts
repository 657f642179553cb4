/** Everything is looked for unless a policy says otherwise. */
import type { SanitisePolicy } from '#kernel/policy.ts';

export const sanitiseAll: SanitisePolicy = { emails: true, addresses: 'public', cards: true, secrets: true, randomWords: true, keep: [] };
