/** How long before what a forecast said would come to pass it was withdrawn: what did not happen. */
import type { Finding } from '#kernel/finding.ts';

/** Times in milliseconds since the epoch. */
export interface Averted {
  /** The forecast as it was told last. */
  readonly title: string;
  /** When it would have come to pass, by the median. */
  readonly expectedAt: number;
  /** When the series was seen not to be on its way there any more. */
  readonly withdrawnAt: number;
}

/** Of the incident's last forecast; undefined where none was withdrawn in time. `fingerprints`: those of the incident's alerts. */
export const avertedOf = (fingerprints: readonly string[], findings: readonly Finding[]): Averted | undefined => {
  const own = findings
    .filter(({ kind, fingerprint }) => kind === 'forecast' && fingerprints.includes(fingerprint))
    .toSorted((a, b) => a.lastSeenAt - b.lastSeenAt);
  const last = own.at(-1);
  if (last?.status !== 'resolved') return undefined;
  const told = own.findLast(({ status, fingerprint }) => status === 'firing' && fingerprint === last.fingerprint);
  if (told?.expectedAt === undefined || told.expectedAt <= last.lastSeenAt) return undefined;
  return { title: told.title, expectedAt: told.expectedAt, withdrawnAt: last.lastSeenAt };
};
