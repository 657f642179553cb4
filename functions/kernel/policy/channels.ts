/** Where notifications go: channels.yaml. */
import * as z from 'zod';
import { name } from './terms.ts';

/** `channels.yaml`: where notifications go. */
export const channelsSchema = z.strictObject({
  channels: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ name, kind: z.literal('console') }),
      z.strictObject({ name, kind: z.literal('webhook'), url: z.url({ protocol: /^https$/ }) }),
    ]),
  ),
});
