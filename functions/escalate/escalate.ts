/** The steps of the escalation workflow: each reads the policy as it stands, and can be tried again without another effect. */
import { goStale, grow, hold } from './acknowledgement.ts';
import { awaitAnswer } from './await-answer.ts';
import { enter } from './enter.ts';
import { farewell } from './farewell.ts';
import type { EscalateInput, Step } from './input.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';

/** Does one step. NotFoundError for an unknown incident; ConflictError after a lost race and UpstreamError are for the workflow to retry. */
export const escalate = (
  input: EscalateInput,
  ports: EscalatePorts,
  policy: EscalatePolicy,
): Promise<Step | { readonly waiting: boolean }> => {
  switch (input.action) {
    case 'enter':
      return enter(input, ports, policy);
    case 'await':
      return awaitAnswer(input, ports, policy);
    case 'acknowledged':
      return hold(input, ports, policy);
    case 'grown':
      return grow(input, ports, policy);
    case 'stale':
      return goStale(input, ports, policy);
    case 'resolved':
      return farewell(input, ports, policy);
  }
};
