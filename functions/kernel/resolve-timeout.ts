/** How long an alert stands that nobody has seen again. */
import type { Alert } from './alert.ts';
import { durationMs } from './duration.ts';
import type { RoutesPolicy } from './policy.ts';

/** A forecast is looked at once an hour, and withdrawn at the third look that does not say so any more: until then it stands, milliseconds. */
const forecastStandsMs = 4 * 3_600_000;

/** After so long it is taken as resolved, milliseconds: the policy's `resolveTimeout`, for forecasts at least until one would have been withdrawn. */
export const resolveTimeoutMs = ({ kind }: Pick<Alert, 'kind'>, { resolveTimeout }: Pick<RoutesPolicy, 'resolveTimeout'>): number =>
  kind === 'forecast' ? Math.max(forecastStandsMs, durationMs(resolveTimeout)) : durationMs(resolveTimeout);
