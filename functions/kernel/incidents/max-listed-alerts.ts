/** How many alerts an incident lists. */

/**
 * A table's item has an end, and so has what a person can look at. More belong to an incident, and are deduplicated,
 * without being listed: they do not hold it open, and one that fires on after its end begins another.
 */
export const maxListedAlerts = 250;
