/** A request for an opinion on the wire. */
import * as z from 'zod';

export const opinionRequestSchema = z.strictObject({ incidentId: z.string().min(1).max(500), fingerprint: z.string().min(1).max(500) });

/** Which alert of which incident. */
export type OpinionRequest = z.infer<typeof opinionRequestSchema>;
