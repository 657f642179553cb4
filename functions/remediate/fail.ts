/** The end nobody wished for: on record, in words for whoever is told. */
import type { InputOf } from './input.ts';
import { audit, type RemediatePorts } from './ports.ts';

/** Records the failure; `text` is what people are sent. */
export const fail = async (input: InputOf<'fail'>, ports: RemediatePorts) => {
  const text = `${input.problem} ${input.plan?.summary ?? ''}`.trim();
  await audit(ports, input, 'remediation_failed', text);
  return { text };
};
