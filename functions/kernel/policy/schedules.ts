/** Who is on call when: schedules.yaml. */
import * as z from 'zod';
import { name } from './terms.ts';

/** `schedules.yaml`. */
export const schedulesSchema = z.strictObject({
  schedules: z.record(name, z.strictObject({})).default({}),
});
