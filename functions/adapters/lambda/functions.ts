/** Functions called by the function's own client. It is loaded with the first call: most deployments call none, and reading code is most of a cold start. */
import type { Functions } from '#kernel/functions.ts';

let opening: Promise<Functions> | undefined;

const open = (): Promise<Functions> => {
  opening ??= import('./through.ts').then(({ ownFunctions }) => ownFunctions());
  return opening;
};

export const functions: Functions = {
  check: async (name) => (await open()).check(name),
  start: async (name, payload) => (await open()).start(name, payload),
  ask: async (name, payload) => (await open()).ask(name, payload),
};
