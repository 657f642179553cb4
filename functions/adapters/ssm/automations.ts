/** The function's own SSM Automation. Its client is loaded with the first call: most deployments run no document, and reading code is most of a cold start. */
import type { Automations } from '#kernel/automation.ts';

let opening: Promise<Automations> | undefined;

const open = (): Promise<Automations> => {
  opening ??= import('./through.ts').then(({ ownAutomations }) => ownAutomations());
  return opening;
};

export const automations: Automations = {
  document: async (name) => (await open()).document(name),
  start: async (call) => (await open()).start(call),
  run: async (id) => (await open()).run(id),
  stop: async (id) => (await open()).stop(id),
  runs: async (namePrefix, next) => (await open()).runs(namePrefix, next),
  tags: async (id) => (await open()).tags(id),
};
