/** A timer on the wire. */
import * as z from 'zod';

export const timerSchema = z.strictObject({ groupId: z.string().min(1), generation: z.int().min(1), tick: z.number() });
