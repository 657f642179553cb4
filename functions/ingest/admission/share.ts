/** How much of a quota a worker takes at a time. */

export interface Quota {
  readonly limit: number;
  /** Most that one lease takes: what a worker has left over when it ends is lost to the window. */
  readonly most: number;
}

/** A fiftieth of what is left: less and less towards the end, so that no worker sits on what another needs; a thousandth at least, so that leases stay few. */
export const shareOf = ({ limit, most }: Quota, left: number): number =>
  Math.max(1, Math.min(most, Math.ceil(Math.max(left / 50, limit / 1_000))));
