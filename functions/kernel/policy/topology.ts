/** Which service calls which, as far as spans do not tell: topology.yaml. */
import * as z from 'zod';

const service = z.string().min(1).max(200);

/** `topology.yaml`. */
export const topologySchema = z.strictObject({
  /** By service name: what it depends on, and how much depends on it. */
  services: z
    .record(
      service,
      z.strictObject({
        dependsOn: z.array(service).default([]),
        /** 1 is what the business stands on; counts for priority. */
        tier: z.number().int().min(1).max(4).optional(),
      }),
    )
    .default({}),
});
