/** What a run can be taken back with: the last run before it, applied again. */
import * as z from 'zod';
import { InputError } from '#kernel/errors.ts';
import type { RunVariable } from './hcl.ts';
import type { Run } from './wire.ts';

const pastSchema = z.object({ stateVersion: z.string().optional(), run: z.string().optional() });

/** What was in force before a launch: ids of the state and of the run that made it; empty where there was none. */
export type Past = z.infer<typeof pastSchema>;

/** InputError when it is nothing we wrote. */
export const readPast = (snapshot: string | undefined): Past => {
  try {
    return pastSchema.parse(JSON.parse(snapshot ?? ''));
  } catch {
    throw new InputError('There is no record of the time before the run.', { reason: 'no_past' });
  }
};

/** The configuration and variables of the run before; InputError where applying them again would not bring its state back. */
export const repeatOf = ({
  attributes,
  relationships,
}: Run): { readonly configuration: string; readonly variables: readonly RunVariable[] } => {
  const configuration = relationships['configuration-version']?.data?.id;
  const partial = attributes['is-destroy'] || attributes['refresh-only'] || (attributes['target-addrs'] ?? []).length > 0;
  if (configuration === undefined || partial)
    throw new InputError('The run before did not apply a whole configuration.', { reason: 'no_past' });
  return { configuration, variables: attributes.variables ?? [] };
};
