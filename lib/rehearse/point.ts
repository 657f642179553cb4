/** A moment of a run at which a fault may strike: the n-th time that a state of the workflow does something. */

export interface Point {
  readonly at: 'call' | 'invocation';
  /** The workflow's state, by its name. */
  readonly state: string;
  /** `POST /api/v2/job_templates/42/launch/`, or the function's name. */
  readonly what: string;
  /** From 1. */
  readonly nth: number;
}

export const samePoint = (one: Point, other: Point): boolean =>
  one.at === other.at && one.state === other.state && one.what === other.what && one.nth === other.nth;

export const pointText = ({ at, state, what, nth }: Point): string =>
  `${state}${at === 'call' ? `: ${what}` : ''}${nth > 1 ? ` (${nth})` : ''}`;

/** Whatever its turn. */
export const placeOf = ({ at, state, what }: Point): string => JSON.stringify([at, state, what]);

/** Of what a state does again and again the first and the last. */
export const tellingPoints = (points: readonly Point[]): readonly Point[] =>
  points.filter((point) => point.nth === 1 || !points.some((other) => samePoint(other, { ...point, nth: point.nth + 1 })));
