/** When nobody is told although something is wrong, because somebody works on it: maintenance.yaml. */
import * as z from 'zod';

/** `maintenance.yaml`. */
export const maintenanceSchema = z.strictObject({
  windows: z.array(z.strictObject({})).default([]),
});
