/**
 * What one incident takes from the finding to the last message: counted in the story of `npm run replay`, which has one of 26 minutes with
 * two escalations, an approval and a runbook. A test holds it to the story.
 */
import type { UnitName } from '#lib/local/meter/prices.ts';

export const incidentUnits = {
  'lambda-requests': 184,
  'sqs-fifo-requests': 462,
  'dynamodb-writes': 457,
  'dynamodb-reads': 741,
  'states-transitions': 52,
} as const satisfies Partial<Record<UnitName, number>>;
