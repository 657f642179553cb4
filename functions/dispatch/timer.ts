/** A timer on the wire. */
import * as z from 'zod';

const groupTimerSchema = z.strictObject({ groupId: z.string().min(1), generation: z.int().min(1), tick: z.number() });

/** A person's digest is to be sent, if it is due. */
const digestTimerSchema = z.strictObject({ digestOf: z.string().min(1) });

/** An incident that nobody is called for is to be looked at. */
const watchTimerSchema = z.strictObject({ watch: z.string().min(1) });

export const timerSchema = z.union([groupTimerSchema, digestTimerSchema, watchTimerSchema]);
