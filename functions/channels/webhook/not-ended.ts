/** Alertmanager writes this time for "has not ended". */
export const notEnded = '0001-01-01T00:00:00Z';
