/** Error and cause as event details: what nobody gave is left out. */
import type { JsonObject } from './json.ts';

export const errorDetails = (error: string | undefined, cause: string | undefined): JsonObject => ({
  ...(error === undefined ? {} : { error }),
  ...(cause === undefined ? {} : { cause }),
});
